package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.RgbImage;

class JpegEncoderTest {
    /** A slope of grey with something fine on it. */
    private static RgbImage picture() {
        byte[] rgb = new byte[24 * 32 * 3];
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / 3;
            rgb[i] = (byte) (pixel % 32 * 7 + pixel * 31 % 13);
        }
        return new RgbImage(24, 32, rgb);
    }

    private static double error(RgbImage image, int quality) throws IOException {
        RgbImage decoded = ImageDecoder.decode(JpegEncoder.encode(image, quality), "made here");
        assertThat(decoded.height()).isEqualTo(24);
        assertThat(decoded.width()).isEqualTo(32);
        double sum = 0;
        for (int i = 0; i < image.rgb().length; i++) {
            sum += Math.abs((decoded.rgb()[i] & 0xff) - (image.rgb()[i] & 0xff));
        }
        return sum / image.rgb().length;
    }

    @Test
    void lessQualityIsLessLikeThePictureAndSmaller() throws IOException {
        RgbImage picture = picture();
        assertThat(error(picture, 100)).isLessThan(1.5);
        assertThat(error(picture, 90)).isGreaterThan(error(picture, 100));
        assertThat(error(picture, 20)).isGreaterThan(error(picture, 90));
        assertThat(JpegEncoder.encode(picture, 20)).hasSizeLessThan(JpegEncoder.encode(picture, 90).length);
    }

    @Test
    void qualityHasARange() {
        assertThatThrownBy(() -> JpegEncoder.encode(picture(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want a quality from 1 to 100, got 0");
        assertThatThrownBy(() -> JpegEncoder.encode(picture(), 101)).isInstanceOf(IllegalArgumentException.class);
    }
}

package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pixelembedding.model.RgbImage;

class PngEncoderTest {
    @Test
    void theDecoderFindsEveryPixelAgain() throws IOException {
        byte[] rgb = new byte[7 * 5 * 3];
        new SplittableRandom(1).nextBytes(rgb);
        byte[] png = PngEncoder.encode(new RgbImage(7, 5, rgb));
        RgbImage decoded = ImageDecoder.decode(png, "made here");
        assertThat(decoded.height()).isEqualTo(7);
        assertThat(decoded.width()).isEqualTo(5);
        assertThat(decoded.rgb()).isEqualTo(rgb);
    }
}

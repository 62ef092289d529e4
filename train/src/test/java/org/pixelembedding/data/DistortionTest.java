package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.data.Distortion.Kind;
import org.pixelembedding.model.RgbImage;

class DistortionTest {
    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** v -> (v f + 128) / 256 with f = 384, and with a mean grey of 100 around that. */
    @Test
    void factorsAreThoseOfColourJitter() throws IOException {
        RgbImage grey = new RgbImage(1, 2, bytes(50, 50, 50, 150, 150, 150));
        assertThat(new Distortion(Kind.BRIGHTNESS, 1.5).apply(grey).rgb()).isEqualTo(bytes(75, 75, 75, 225, 225, 225));
        assertThat(new Distortion(Kind.BRIGHTNESS, 3).apply(grey).rgb()).isEqualTo(bytes(150, 150, 150, 255, 255, 255));
        assertThat(new Distortion(Kind.CONTRAST, 0.5).apply(grey).rgb()).isEqualTo(bytes(75, 75, 75, 125, 125, 125));
        assertThat(new Distortion(Kind.CONTRAST, 1).apply(grey).rgb()).isEqualTo(grey.rgb());
        assertThat(grey.rgb()).as("the picture itself").isEqualTo(bytes(50, 50, 50, 150, 150, 150));
    }

    @Test
    void aSetIsReadDistorted(@TempDir Path directory) throws IOException {
        SampleSets.zip(directory.resolve("a.zip"), SampleSets.split("test"));
        try (ImageSource source = ImageSource.open(directory.resolve("a.zip"))) {
            ImageSet set = source.test().orElseThrow();
            ImageSet dark = new Distortion(Kind.BRIGHTNESS, 0.5).of(set);
            assertThat(dark.labels()).isEqualTo(set.labels());
            assertThat(dark.size()).isEqualTo(2);
            assertThat(dark.label(1)).isEqualTo(set.label(1));
            assertThat(dark.name(1)).isEqualTo(set.name(1));
            assertThat(set.read(0).rgb()[2]).isEqualTo((byte) 255);
            assertThat(dark.read(0).rgb()[2]).isEqualTo((byte) 128);
            RgbImage jpeg = new Distortion(Kind.JPEG, 50).of(set).read(0);
            assertThat(jpeg.height()).isEqualTo(4);
            assertThat(jpeg.rgb()[2] & 0xff).isBetween(240, 255);
        }
    }

    @Test
    void strengthsHaveRanges() {
        assertThatThrownBy(() -> new Distortion(Kind.JPEG, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("want a strength of jpeg from 1.0 to 100.0, got 0.0");
        assertThatThrownBy(() -> new Distortion(Kind.CONTRAST, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Distortion.ALL).hasSize(12).doesNotHaveDuplicates();
        assertThat(Distortion.ALL)
                .extracting(Distortion::number)
                .startsWith("0.5", "0.75")
                .endsWith("50", "30");
    }
}

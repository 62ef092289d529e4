package org.pixelembedding.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;

class SeenImageTest {
    @Test
    void valuesOfEqualCodesAreDrawnAsTheirMean() {
        // Eight ranges of 32 values are told apart, by two dimensions.
        byte[] codes = new byte[PixelEmbedding.VALUES * 2];
        for (int value = 0; value < PixelEmbedding.VALUES; value++) {
            codes[2 * value] = (byte) (value >> 6);
            codes[2 * value + 1] = (byte) (value >> 5 & 1);
        }
        SeenImage seen = new SeenImage(new PixelEmbedding(1, 2, 2, codes));
        assertThat(seen.distinct(0)).isEqualTo(8);
        assertThat(seen.distinct(2)).isEqualTo(8);
        RgbImage drawn = seen.draw(new RgbImage(1, 1, new byte[] {3, 40, (byte) 250}));
        assertThat(drawn.value(0, 0, 0)).isEqualTo(16); // of 0 to 31 the mean is 15.5
        assertThat(drawn.value(0, 0, 1)).isEqualTo(48);
        assertThat(drawn.value(0, 0, 2)).isEqualTo(240);
    }
}

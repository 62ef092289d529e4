package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** Latents that a learned table starts from: they quantize to the codes, and a ramp's thresholds move with them. */
class TableStartTest {
    private static final int VALUES = PixelEmbedding.VALUES;

    private static PixelEmbedding thermometer(int d, int bits) {
        int count = ((1 << bits) - 1) * d;
        return new PixelEmbedding(1, d, bits, Thermometer.codes(Thermometer.uniform(count), d, bits, true));
    }

    private static byte[] quantized(float[] latents, LinearQuantizer quantizer) {
        byte[] codes = new byte[latents.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) quantizer.code(latents[i]);
        }
        return codes;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 2", "21, 2", "60, 2", "4, 3", "2, 4", "1, 8"})
    void latentsOfEitherStartQuantizeToTheCodes(int d, int bits) {
        LinearQuantizer quantizer = new LinearQuantizer(bits, 2);
        PixelEmbedding start = thermometer(d, bits);
        for (TableStart from : TableStart.values()) {
            assertThat(quantized(from.latents(start, quantizer, 7), quantizer))
                    .as("%s", from)
                    .isEqualTo(start.toCodes());
        }
    }

    /** Thresholds that fall together, none at all, and the first value of a column already above 0. */
    @Test
    void aRampGoesThroughAnyCodesThatRise() {
        int[] first = {0, 100, 0, 255};
        int[] second = {0, 100, 300, 256};
        int[] third = {40, 101, 300, 300};
        byte[] codes = new byte[VALUES * first.length];
        for (int value = 0; value < VALUES; value++) {
            for (int i = 0; i < first.length; i++) {
                codes[value * first.length + i] = (byte)
                        ((value >= first[i] ? 1 : 0) + (value >= second[i] ? 1 : 0) + (value >= third[i] ? 1 : 0));
            }
        }
        PixelEmbedding start = new PixelEmbedding(1, first.length, 2, codes);
        float[] latents = TableStart.RAMP.latents(start, LinearQuantizer.DEFAULT, 0);
        assertThat(quantized(latents, LinearQuantizer.DEFAULT)).isEqualTo(codes);
    }

    @Test
    void aRampRisesByOneCodeBetweenThresholds() {
        float[] latents = TableStart.RAMP.latents(thermometer(1, 2), LinearQuantizer.DEFAULT, 0);
        float step = LinearQuantizer.DEFAULT.step();
        // Thresholds at 64, 128 and 192, as half a grey level below the first value that reaches them.
        for (int value = 40; value < 230; value++) {
            assertThat(latents[value]).isCloseTo((0.5f + (value - 63.5f) / 64) * step, within(1e-5f));
        }
        assertThat(latents[0]).isCloseTo((0.5f - 63.5f / 64) * step, within(1e-5f));
        assertThat(latents[255]).isCloseTo((0.5f + 191.5f / 64) * step, within(1e-5f));
    }

    /** What it is for: a small smooth change moves the thresholds of a ramp, and no code of steps. */
    @Test
    void aSmoothChangeMovesARampsThresholds() {
        LinearQuantizer quantizer = LinearQuantizer.DEFAULT;
        PixelEmbedding start = thermometer(1, 2);
        for (TableStart from : TableStart.values()) {
            float[] latents = from.latents(start, quantizer, 7);
            for (int i = 0; i < latents.length; i++) {
                latents[i] += 0.125f * quantizer.step();
            }
            byte[] moved = quantized(latents, quantizer);
            for (int value = 0; value < VALUES; value++) {
                // An eighth of a code is 8 of 64 grey levels.
                int expected = start.code(0, from == TableStart.RAMP ? Math.min(value + 8, 255) : value, 0);
                assertThat(moved[value]).as("%s, value %s", from, value).isEqualTo((byte) expected);
            }
        }
    }

    @Test
    void codesThatFallAreNoRamp() {
        byte[] codes = thermometer(1, 2).toCodes();
        codes[200] = 0;
        PixelEmbedding falling = new PixelEmbedding(1, 1, 2, codes);
        assertThatThrownBy(() -> TableStart.RAMP.latents(falling, LinearQuantizer.DEFAULT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dimension 0 of table 0 falls from code 3 to 0 at value 200: a ramp wants codes that rise;"
                        + " start from steps");
    }
}

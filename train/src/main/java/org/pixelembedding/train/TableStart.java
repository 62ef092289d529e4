package org.pixelembedding.train;

import java.util.Arrays;
import org.pixelembedding.data.CounterRandom;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** Latents that quantize to the codes that a learned table starts from. */
enum TableStart {
    /**
     * Latent = code * m/n plus noise of standard deviation 0.15 * m/(2n). All values of one code are as far from the next code, so
     * when they have moved that far they change together, and neighbours in the order of their noise.
     */
    STEPS {
        @Override
        float[] latents(PixelEmbedding start, LinearQuantizer quantizer, long seed) {
            byte[] codes = start.toCodes();
            float[] latents = new float[codes.length];
            double noise = 0.15 * quantizer.step() / 2;
            CounterRandom random = CounterRandom.of(seed, 0, 0, CounterRandom.Purpose.EMBEDDING);
            for (int i = 0; i < latents.length; i++) {
                latents[i] = (float) ((codes[i] & 0xff) * (double) quantizer.step() + noise * random.nextGaussian());
            }
            return latents;
        }
    },

    /**
     * Between two thresholds of a column the latent rises along a line from one to the other, (c - 1/2) * m/n to (c + 1/2) * m/n, and
     * goes on so beyond the outer ones. A change that is smooth over values moves thresholds instead of whole steps.
     */
    RAMP {
        @Override
        float[] latents(PixelEmbedding start, LinearQuantizer quantizer, long seed) {
            int d = start.dimensions();
            float[] latents = new float[start.tables() * PixelEmbedding.VALUES * d];
            double lowest = -0.5;
            double highest = quantizer.maxCode() + 0.5;
            for (int table = 0; table < start.tables(); table++) {
                for (int i = 0; i < d; i++) {
                    double[] thresholds = thresholds(start, table, i, quantizer.maxCode());
                    for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                        double code = alongTheLine(thresholds, start.code(table, value, i), value);
                        latents[(table * PixelEmbedding.VALUES + value) * d + i] =
                                (float) (Math.clamp(code, lowest, highest) * quantizer.step());
                    }
                }
            }
            return latents;
        }
    };

    /** Grey levels a code where a column has no two thresholds to tell. */
    private static final double LEVELS = 128;

    /**
     * Latents of a table.
     *
     * @param start the codes; of {@link #RAMP}, none of a column may fall while the value rises
     * @param seed of the noise
     * @return order {@code [table][value][dimension]}
     * @throws IllegalArgumentException for a ramp through codes that fall
     */
    abstract float[] latents(PixelEmbedding start, LinearQuantizer quantizer, long seed);

    /** Half a grey level below the first value of each code 1..n; 255.5 where none has that code. */
    private static double[] thresholds(PixelEmbedding start, int table, int i, int maxCode) {
        double[] thresholds = new double[maxCode];
        int code = 0;
        for (int value = 0; value < PixelEmbedding.VALUES; value++) {
            int now = start.code(table, value, i);
            if (now < code) {
                throw new IllegalArgumentException("dimension " + i + " of table " + table + " falls from code " + code
                        + " to " + now + " at value " + value + ": a ramp wants codes that rise; start from steps");
            }
            for (; code < now; code++) {
                thresholds[code] = value - 0.5;
            }
        }
        Arrays.fill(thresholds, code, maxCode, PixelEmbedding.VALUES - 0.5);
        return thresholds;
    }

    /** A number that rounds to the code. */
    private static double alongTheLine(double[] thresholds, int code, int value) {
        int most = thresholds.length;
        if (code == 0) {
            double width = most > 1 ? width(thresholds, 1) : LEVELS;
            return 0.5 - (thresholds[0] - value) / width;
        }
        double width = code < most ? width(thresholds, code) : most > 1 ? width(thresholds, most - 1) : LEVELS;
        return code - 0.5 + (value - thresholds[code - 1]) / width;
    }

    /** Grey levels of a code that has a threshold on both sides. */
    private static double width(double[] thresholds, int code) {
        double width = thresholds[code] - thresholds[code - 1];
        return width > 0 ? width : LEVELS;
    }
}

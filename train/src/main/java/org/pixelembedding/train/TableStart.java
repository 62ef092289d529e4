package org.pixelembedding.train;

import java.util.Arrays;
import org.pixelembedding.data.CounterRandom;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/** Latents that quantize to the codes that a learned table starts from. */
public enum TableStart implements Word {
    /**
     * Latent = code * m/n plus noise of standard deviation 0.15 * m/(2n). All values of one code are as far from the next code, so
     * when they have moved that far they change together, and neighbours in the order of their noise.
     */
    STEPS("steps"),

    /**
     * Between two thresholds of a column the latent rises along a line from one to the other, (c - 1/2) * m/n to (c + 1/2) * m/n, and
     * goes on so beyond the outer ones. A change that is smooth over values moves thresholds instead of whole steps.
     */
    RAMP("ramp");

    /** Grey levels a code where a column has no two thresholds to tell. */
    private static final double LEVELS = 128;

    private final String option;

    TableStart(String option) {
        this.option = option;
    }

    @Override
    public String option() {
        return option;
    }

    /**
     * Latents of a table.
     *
     * @param codes to start from; of {@link #RAMP}, none of a column may fall while the value rises
     * @param seed of the noise
     * @return order {@code [table][value][dimension]}
     * @throws IllegalArgumentException for a ramp through codes that fall
     */
    float[] latents(PixelEmbedding codes, LinearQuantizer quantizer, long seed) {
        return switch (this) {
            case STEPS -> steps(codes.toCodes(), quantizer.step(), seed);
            case RAMP -> ramp(codes, quantizer);
        };
    }

    private static float[] steps(byte[] codes, double step, long seed) {
        float[] latents = new float[codes.length];
        double noise = 0.15 * step / 2;
        CounterRandom random = CounterRandom.of(seed, 0, 0, CounterRandom.Purpose.EMBEDDING);
        for (int i = 0; i < latents.length; i++) {
            latents[i] = (float) ((codes[i] & 0xff) * step + noise * random.nextGaussian());
        }
        return latents;
    }

    private static float[] ramp(PixelEmbedding codes, LinearQuantizer quantizer) {
        int d = codes.dimensions();
        float[] latents = new float[codes.tables() * PixelEmbedding.VALUES * d];
        double lowest = -0.5;
        double highest = quantizer.maxCode() + 0.5;
        for (int table = 0; table < codes.tables(); table++) {
            for (int i = 0; i < d; i++) {
                double[] thresholds = thresholds(codes, table, i, quantizer.maxCode());
                for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                    double level = alongTheLine(thresholds, codes.code(table, value, i), value);
                    latents[(table * PixelEmbedding.VALUES + value) * d + i] =
                            (float) (Math.clamp(level, lowest, highest) * quantizer.step());
                }
            }
        }
        return latents;
    }

    /** Half a grey level below the first value of each code 1..n; 255.5 where none has that code. */
    private static double[] thresholds(PixelEmbedding codes, int table, int i, int maxCode) {
        double[] thresholds = new double[maxCode];
        int code = 0;
        for (int value = 0; value < PixelEmbedding.VALUES; value++) {
            int now = codes.code(table, value, i);
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

    /** A number that rounds to the code: its line is that of the code's own two thresholds, or of the nearest code that has two. */
    private static double alongTheLine(double[] thresholds, int code, int value) {
        int n = thresholds.length;
        int whole = n == 1 ? 0 : Math.clamp(code, 1, n - 1);
        double width = n == 1 ? 0 : thresholds[whole] - thresholds[whole - 1];
        double levels = width > 0 ? width : LEVELS;
        return code == 0
                ? 0.5 - (thresholds[0] - value) / levels
                : code - 0.5 + (value - thresholds[code - 1]) / levels;
    }
}

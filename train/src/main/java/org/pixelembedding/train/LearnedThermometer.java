package org.pixelembedding.train;

import java.util.Optional;
import org.pixelembedding.model.PixelEmbedding;

/**
 * A thermometer of d bits with learned thresholds (the idea of arXiv 2505.13462): bit j of value v is [v >= t_j]. The
 * thresholds keep their order and their range by what the latents are, d + 1 numbers u a table: the gaps between them,
 *
 * <pre>w_i = 256 exp(u_i) / sum over m of exp(u_m),  t_j = w_0 + ... + w_(j-1).</pre>
 *
 * <p>The step [v >= t] has no gradient of use; a triangle of {@value #WINDOW} grey levels to each side and area 1 stands for
 * it: d bit / d t = -(1 - |v - t| / {@value #WINDOW}) / {@value #WINDOW} inside, 0 outside. A threshold is so moved by all
 * pixels near it, which makes its gradient far less noisy than that of a table's entry.
 */
public final class LearnedThermometer implements TableInput, LearnedInput {
    /** Half the width of the surrogate gradient, grey levels. */
    static final double WINDOW = 10;

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-12;

    /** Narrowest gap that a start may have, grey levels: its logarithm is a latent. */
    private static final double NARROWEST = 1e-3;

    private final int tables;
    private final int dimensions;
    private final LearnedState state;
    private final float[] latents;
    private final double[] gaps;
    private final double[] thresholds;
    private final byte[] codes;
    private final float[] rows;

    /**
     * Takes over the arrays, so that a checkpoint's can be handed in.
     *
     * @param tables 1 (shared by the colours) or 3
     * @param dimensions d, bits per colour value
     * @param latents u, order {@code [table][gap]}, d + 1 gaps
     * @param first Adam's first moment, as long as the latents
     * @param second Adam's second moment, one a table: the mean over its latents
     * @param initialCodes the codes at the start of training, order {@code [table][value][dimension]}
     */
    LearnedThermometer(
            int tables, int dimensions, float[] latents, float[] first, float[] second, byte[] initialCodes) {
        int size = tables * (dimensions + 1);
        this.tables = tables;
        this.dimensions = dimensions;
        state = new LearnedState(latents, first, second, initialCodes.clone())
                .require(size, tables, tables * VALUES * dimensions);
        this.latents = latents;
        gaps = new double[size];
        thresholds = new double[tables * dimensions];
        codes = new byte[initialCodes.length];
        rows = new float[COLOURS * VALUES * dimensions];
        quantize();
    }

    /**
     * A thermometer with these thresholds.
     *
     * @param thresholds of each table, ascending, in (0, 256)
     */
    static LearnedThermometer startingAt(double[][] thresholds) {
        int tables = thresholds.length;
        int d = thresholds[0].length;
        float[] latents = new float[tables * (d + 1)];
        for (int table = 0; table < tables; table++) {
            double before = 0;
            for (int i = 0; i <= d; i++) {
                double next = i < d ? thresholds[table][i] : VALUES;
                latents[table * (d + 1) + i] = (float) StrictMath.log(Math.max(NARROWEST, next - before));
                before = next;
            }
        }
        return startingAt(tables, d, latents);
    }

    /** A thermometer that gives these codes: thresholds between the same two values are spread evenly between them. */
    static LearnedThermometer startingAt(PixelEmbedding start) {
        int d = start.dimensions();
        double[][] thresholds = new double[start.tables()][d];
        for (int table = 0; table < start.tables(); table++) {
            int[] reached = new int[d];
            for (int i = 0; i < d; i++) {
                while (reached[i] < VALUES && start.code(table, reached[i], i) == 0) {
                    reached[i]++;
                }
            }
            for (int i = 0; i < d; ) {
                int end = i;
                while (end < d && reached[end] == reached[i]) {
                    end++;
                }
                for (int j = i; j < end; j++) {
                    thresholds[table][j] = reached[i] - 1 + (j - i + 1.0) / (end - i + 1);
                }
                i = end;
            }
        }
        return startingAt(thresholds);
    }

    private static LearnedThermometer startingAt(int tables, int d, float[] latents) {
        byte[] none = new byte[tables * VALUES * d];
        float[] moments = new float[latents.length];
        byte[] start = new LearnedThermometer(tables, d, latents, moments, new float[tables], none).codes;
        return new LearnedThermometer(tables, d, latents, moments, new float[tables], start);
    }

    @Override
    public LearnedThermometer startingHere(TrainingConfig config) {
        return startingAt(tables, dimensions, latents.clone());
    }

    /** Gaps, thresholds, codes and rows from the latents. */
    private void quantize() {
        int count = dimensions + 1;
        for (int table = 0; table < tables; table++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < count; i++) {
                largest = Math.max(largest, latents[table * count + i]);
            }
            double sum = 0;
            for (int i = 0; i < count; i++) {
                gaps[table * count + i] = StrictMath.exp(latents[table * count + i] - largest);
                sum += gaps[table * count + i];
            }
            double threshold = 0;
            for (int i = 0; i < count; i++) {
                gaps[table * count + i] *= VALUES / sum;
                threshold += gaps[table * count + i];
                if (i < dimensions) {
                    thresholds[table * dimensions + i] = threshold;
                }
            }
            for (int value = 0; value < VALUES; value++) {
                for (int i = 0; i < dimensions; i++) {
                    boolean reached = value >= thresholds[table * dimensions + i];
                    codes[(table * VALUES + value) * dimensions + i] = (byte) (reached ? 1 : 0);
                }
            }
        }
        TableInput.fill(rows, codes);
    }

    /** t, order {@code [table][dimension]}, ascending in each table; a copy. */
    double[] thresholds() {
        return thresholds.clone();
    }

    /**
     * The gradient with respect to the latents.
     *
     * @param byCode sum over pixels of the gradient with respect to the codes, order {@code [colour][value][dimension]}
     */
    double[] latentGradient(float[] byCode) {
        double[] byThreshold = new double[thresholds.length];
        for (int colour = 0; colour < COLOURS; colour++) {
            int table = tables == 1 ? 0 : colour;
            for (int value = 0; value < VALUES; value++) {
                for (int i = 0; i < dimensions; i++) {
                    int at = table * dimensions + i;
                    double distance = Math.abs(value - thresholds[at]) / WINDOW;
                    if (distance < 1) {
                        byThreshold[at] -= byCode[(colour * VALUES + value) * dimensions + i] * (1 - distance) / WINDOW;
                    }
                }
            }
        }
        double[] gradient = new double[latents.length];
        int count = dimensions + 1;
        for (int table = 0; table < tables; table++) {
            // A gap moves all thresholds above it; the softmax takes from the others what it gives to one.
            double above = 0;
            double mean = 0;
            for (int i = dimensions; i >= 0; i--) {
                above += i < dimensions ? byThreshold[table * dimensions + i] : 0;
                gradient[table * count + i] = above;
                mean += above * gaps[table * count + i] / VALUES;
            }
            for (int i = 0; i < count; i++) {
                gradient[table * count + i] = gaps[table * count + i] * (gradient[table * count + i] - mean);
            }
        }
        return gradient;
    }

    @Override
    public void learn(float[] gradient, double learningRate, long step) {
        double[] byLatent = latentGradient(gradient);
        double correction1 = 1 - StrictMath.pow(BETA1, (double) step);
        double correction2 = 1 - StrictMath.pow(BETA2, (double) step);
        float[] first = state.first();
        float[] second = state.second();
        int count = dimensions + 1;
        for (int table = 0; table < tables; table++) {
            double square = 0;
            for (int i = 0; i < count; i++) {
                square += byLatent[table * count + i] * byLatent[table * count + i];
            }
            second[table] = (float) (BETA2 * second[table] + (1 - BETA2) * square / count);
            double size = learningRate / correction1 / (Math.sqrt(second[table] / correction2) + EPSILON);
            for (int i = table * count; i < (table + 1) * count; i++) {
                first[i] = (float) (BETA1 * first[i] + (1 - BETA1) * byLatent[i]);
                latents[i] = (float) (latents[i] - size * first[i]);
            }
        }
        quantize();
    }

    @Override
    public double changedShare() {
        return state.changedShare(codes);
    }

    @Override
    public LearnedState state() {
        return state;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public float[] rows() {
        return rows;
    }

    @Override
    public Optional<PixelEmbedding> frozen() {
        return Optional.of(new PixelEmbedding(tables, dimensions, 1, codes));
    }
}

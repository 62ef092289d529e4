package org.pixelembedding.train;

import java.util.Optional;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/**
 * The learned table of pixel embedding (arXiv 2407.16174): latents E, 256 x d numbers a table; codes(v) = q(E[v]). The
 * table is quantized, then looked up. Its gradient is a sum over pixels: entry (v, i) collects the gradients of all
 * pixels of value v.
 *
 * <p>That gradient is noisy; {@link TableDescent} says how it is tamed.
 *
 * <p>Plain Java on plain arrays: a table is small, and a scatter-add of our own costs a tenth of the library's.
 */
public final class LookupEmbedding implements TableInput, LearnedInput {
    private final int tables;
    private final int dimensions;
    private final LinearQuantizer quantizer;
    private final LearnedState state;
    private final float[] latents;
    private final float[] rows;
    private final byte[] codes;
    private final TableDescent descent;

    /**
     * Takes over the arrays, so that a checkpoint's can be handed in.
     *
     * @param tables 1 (shared by the colours) or 3
     * @param latents order {@code [table][value][dimension]}
     * @param first Adam's first moment, as long as the latents
     * @param second Adam's second moment, {@code [table][dimension]}
     * @param initialCodes the codes at the start of training, to tell how many have changed
     * @param smoothing standard deviation of the gradient's smoothing in grey levels; 0 is none
     */
    public LookupEmbedding(
            int tables,
            int dimensions,
            LinearQuantizer quantizer,
            float[] latents,
            float[] first,
            float[] second,
            byte[] initialCodes,
            double smoothing) {
        int size = tables * VALUES * dimensions;
        this.tables = tables;
        this.dimensions = dimensions;
        this.quantizer = quantizer;
        state = new LearnedState(latents, first, second, initialCodes.clone()).require(size, tables * dimensions, size);
        this.latents = latents;
        rows = new float[COLOURS * VALUES * dimensions];
        codes = new byte[size];
        descent = new TableDescent(tables, dimensions, smoothing);
        quantize();
    }

    /**
     * A table that starts at given codes.
     *
     * @param start codes to start from; its number of tables and dimensions are kept
     */
    static LookupEmbedding startingAt(
            PixelEmbedding start, TableStart latentsFrom, LinearQuantizer quantizer, double smoothing, long seed) {
        float[] latents = latentsFrom.latents(start, quantizer, seed);
        return new LookupEmbedding(
                start.tables(),
                start.dimensions(),
                quantizer,
                latents,
                new float[latents.length],
                new float[start.tables() * start.dimensions()],
                start.toCodes(),
                smoothing);
    }

    @Override
    public LookupEmbedding startingHere(TrainingConfig config) {
        return new LookupEmbedding(
                tables,
                dimensions,
                quantizer,
                latents.clone(),
                new float[latents.length],
                new float[state.second().length],
                codes,
                config.tableSmoothing());
    }

    private void quantize() {
        for (int i = 0; i < latents.length; i++) {
            codes[i] = (byte) quantizer.code(latents[i]);
        }
        TableInput.fill(rows, codes);
    }

    /**
     * The gradient with respect to the latents: smoothed, then straight through the quantizer (n/m inside [0, m]; outside
     * kept only where a step against it leads back in).
     *
     * @param byCode sum over pixels of the gradient with respect to the codes, order {@code [table][value][dimension]}
     */
    public double[] latentGradient(double[] byCode) {
        double[] smooth = descent.smoothed(byCode);
        for (int i = 0; i < smooth.length; i++) {
            boolean below = latents[i] < 0;
            boolean above = latents[i] > quantizer.ceiling();
            boolean leavesWindow = (below && smooth[i] > 0) || (above && smooth[i] < 0);
            smooth[i] = leavesWindow ? 0 : smooth[i] * quantizer.codesPerUnit();
        }
        return smooth;
    }

    /**
     * One Adam update, second moment shared over values; then latents are clamped to half a step outside the window.
     *
     * @param gradient with respect to the latents
     * @param step counts updates from 1
     */
    public void update(double[] gradient, double learningRate, long step) {
        float half = quantizer.step() / 2;
        descent.update(
                latents,
                state.first(),
                state.second(),
                gradient,
                learningRate,
                step,
                -half,
                quantizer.ceiling() + half);
        quantize();
    }

    @Override
    public void learn(float[] gradient, double learningRate, long step) {
        double[] byCode = new double[latents.length];
        for (int i = 0; i < gradient.length; i++) {
            byCode[i % latents.length] += gradient[i];
        }
        update(latentGradient(byCode), learningRate, step);
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
        return Optional.of(new PixelEmbedding(tables, dimensions, quantizer.bits(), codes));
    }
}

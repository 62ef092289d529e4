package org.pixelembedding.train;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PixelEmbedding;

/**
 * Joint RGB pixel embedding: codes q(T_R[r] + T_G[g] + T_B[b]) of 3d channels, with three learned tables of 256 x 3d latents.
 * Latents are rounded to fixed point, straight through, before they are added, so that sums and thresholds are whole
 * numbers in a frozen model.
 *
 * <p>It begins as the embedding with one table a colour: channels of the R block look at red alone, and so on. What the other two
 * colours add to them starts at 0 and is learned.
 *
 * <p>The gradient of a code passes to the three entries that its sum is made of: n/m where the sum lies in [0, m], and outside where
 * a step against it leads back in.
 */
public final class JointInput implements WrittenInput, LearnedInput {
    /**
     * Entries are whole numbers of 2^-11. From 2 bits on, sums of three latents within [-m - m/(2n), m + m/(2n)] then fit 16 bits
     * even as the engine adds them up (unsigned, up to twice as large); with 1 bit it adds in 32.
     */
    static final int FRACTION_BITS = 11;

    private static final int UNITS = 1 << FRACTION_BITS;

    /** Values of a colour at which codes are compared with those of the start: 0, 36, ..., 252. */
    private static final int GRID = 8;

    private static final int GRID_STEP = 36;

    /** Gradients are summed in this many parts, whatever the number of threads. */
    private static final int PARTS = 4;

    private final int channels;
    private final LinearQuantizer quantizer;
    private final LearnedState state;
    private final float[] latents;
    private final short[] entries;
    /** Codes of all sums, from the smallest on: a step looks up millions. */
    private final float[] codeOf;

    private final TableDescent descent;

    /**
     * Takes over the arrays, so that a checkpoint's can be handed in.
     *
     * @param channels 3d
     * @param latents order {@code [colour][value][channel]}
     * @param first Adam's first moment, as long as the latents
     * @param second Adam's second moment, {@code [colour][channel]}
     * @param initialCodes the codes at the start of training on a grid of colours, {@code [red][green][blue][channel]}
     * @param smoothing standard deviation of the gradient's smoothing in grey levels; 0 is none
     */
    JointInput(
            int channels,
            LinearQuantizer quantizer,
            float[] latents,
            float[] first,
            float[] second,
            byte[] initialCodes,
            double smoothing) {
        int size = COLOURS * VALUES * channels;
        this.channels = channels;
        this.quantizer = quantizer;
        state = new LearnedState(latents, first, second, initialCodes.clone())
                .require(size, COLOURS * channels, GRID * GRID * GRID * channels);
        this.latents = latents;
        entries = new short[size];
        int largest = largestSum();
        codeOf = new float[2 * largest + 1];
        for (int i = 0; i < codeOf.length; i++) {
            // A power of two scales the sum without rounding.
            codeOf[i] = quantizer.code((i - largest) / (float) UNITS);
        }
        descent = new TableDescent(COLOURS, channels, smoothing);
        round();
    }

    /**
     * Tables that start at the codes of one table a colour: its latents in the colour's own channels, 0 in the others.
     *
     * @param start codes to start from
     */
    static JointInput startingAt(
            PixelEmbedding start, TableStart latentsFrom, LinearQuantizer quantizer, double smoothing, long seed) {
        int d = start.dimensions();
        int channels = COLOURS * d;
        float[] latents = new float[COLOURS * VALUES * channels];
        float[] own = latentsFrom.latents(start, quantizer, seed);
        for (int colour = 0; colour < COLOURS; colour++) {
            for (int value = 0; value < VALUES; value++) {
                int row = colour * VALUES + value;
                System.arraycopy(own, row * d, latents, row * channels + colour * d, d);
            }
        }
        return startingAt(channels, quantizer, latents, smoothing);
    }

    private static JointInput startingAt(int channels, LinearQuantizer quantizer, float[] latents, double smoothing) {
        float[] first = new float[latents.length];
        float[] second = new float[COLOURS * channels];
        byte[] none = new byte[GRID * GRID * GRID * channels];
        byte[] codes = new JointInput(channels, quantizer, latents, first, second, none, smoothing).gridCodes();
        return new JointInput(channels, quantizer, latents, first, second, codes, smoothing);
    }

    @Override
    public JointInput startingHere(TrainingConfig config) {
        return startingAt(channels, quantizer, latents.clone(), config.tableSmoothing());
    }

    private void round() {
        for (int i = 0; i < entries.length; i++) {
            entries[i] = (short) Math.floor(latents[i] * (double) UNITS + 0.5);
        }
    }

    /** Largest latent's size: one half step outside the window. */
    private double most() {
        return quantizer.ceiling() + quantizer.step() / 2;
    }

    private int largestSum() {
        return COLOURS * (int) Math.floor(most() * UNITS + 0.5);
    }

    private byte[] gridCodes() {
        byte[] pixels = new byte[GRID * GRID * GRID * COLOURS];
        for (int i = 0; i < pixels.length; i++) {
            int colour = i / COLOURS;
            int step = i % COLOURS == 0 ? colour / (GRID * GRID) : i % COLOURS == 1 ? colour / GRID : colour;
            pixels[i] = (byte) (step % GRID * GRID_STEP);
        }
        float[] codes = codes(pixels, 0, pixels.length);
        byte[] bytes = new byte[codes.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) codes[i];
        }
        return bytes;
    }

    @Override
    public float[] codes(byte[] pixels, int from, int to) {
        float[] codes = new float[(to - from) / COLOURS * channels];
        int zero = codeOf.length / 2;
        for (int at = 0; at < codes.length; at += channels) {
            int pixel = from + at / channels * COLOURS;
            int red = row(0, pixels[pixel]);
            int green = row(1, pixels[pixel + 1]);
            int blue = row(2, pixels[pixel + 2]);
            for (int i = 0; i < channels; i++) {
                codes[at + i] = codeOf[zero + entries[red + i] + entries[green + i] + entries[blue + i]];
            }
        }
        return codes;
    }

    private int row(int colour, byte value) {
        return (colour * VALUES + (value & 0xff)) * channels;
    }

    @Override
    public float[] rowGradient(byte[] pixels, int count, FloatBuffer byCode) {
        int all = count / COLOURS;
        double[][] parts = new double[PARTS][];
        IntStream.range(0, PARTS).parallel().forEach(part -> {
            double[] gradient = new double[latents.length];
            float[] line = new float[channels];
            for (int pixel = (int) ((long) all * part / PARTS);
                    pixel < (int) ((long) all * (part + 1) / PARTS);
                    pixel++) {
                byCode.get(pixel * channels, line);
                add(pixels, pixel, line, gradient);
            }
            parts[part] = gradient;
        });
        float[] sums = new float[latents.length];
        for (int i = 0; i < sums.length; i++) {
            double sum = 0;
            for (double[] part : parts) {
                sum += part[i];
            }
            sums[i] = (float) sum;
        }
        return sums;
    }

    private void add(byte[] pixels, int pixel, float[] byCode, double[] gradient) {
        int red = row(0, pixels[pixel * COLOURS]);
        int green = row(1, pixels[pixel * COLOURS + 1]);
        int blue = row(2, pixels[pixel * COLOURS + 2]);
        float most = quantizer.ceiling() * UNITS;
        for (int i = 0; i < channels; i++) {
            float g = byCode[i];
            int sum = entries[red + i] + entries[green + i] + entries[blue + i];
            boolean leavesWindow = (sum < 0 && g > 0) || (sum > most && g < 0);
            if (!leavesWindow) {
                gradient[red + i] += g;
                gradient[green + i] += g;
                gradient[blue + i] += g;
            }
        }
    }

    @Override
    public void learn(float[] gradient, double learningRate, long step) {
        double[] byCode = new double[gradient.length];
        for (int i = 0; i < byCode.length; i++) {
            byCode[i] = gradient[i] * quantizer.codesPerUnit();
        }
        descent.update(
                latents, state.first(), state.second(), descent.smoothed(byCode), learningRate, step, -most(), most());
        round();
    }

    /** Of the codes of a grid of 512 colours. */
    @Override
    public double changedShare() {
        return state.changedShare(gridCodes());
    }

    @Override
    public LearnedState state() {
        return state;
    }

    @Override
    public int dimensions() {
        return channels / COLOURS;
    }

    @Override
    public Optional<JointEmbedding> frozen() {
        int[] thresholds = new int[quantizer.maxCode()];
        int zero = codeOf.length / 2;
        int sum = 0;
        for (int level = 1; level <= thresholds.length; level++) {
            while (codeOf[zero + sum] < level) {
                sum++;
            }
            thresholds[level - 1] = sum;
        }
        return Optional.of(new JointEmbedding(channels, quantizer.bits(), entries, thresholds));
    }
}

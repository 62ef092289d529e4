package org.pixelembedding.train.torch;

import java.nio.FloatBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A convolution whose input is looked up in a table, with its gradient, without ever making that input. What a pixel
 * value adds to an output is a row of a table of its own, {@code T[colour][value][tap] = sum over d of E[colour][value][d] *
 * W[colour][d][tap]}, so a sum is 3 * taps rows added up (27 rows instead of 567 products an output for d = 21), and the
 * gradient of T is the same walk backwards: each row collects the gradients of the outputs that it was added to. From
 * it come the gradients of the weights and of E by small matrix products.
 *
 * <p>Padding adds nothing, as code 0 does. Results do not depend on the number of threads.
 */
final class TableConvolution {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int COLOURS = 3;
    private static final int VALUES = 256;

    /** Gradients are summed in this many parts, whatever the number of threads. */
    private static final int PARTS = 4;

    private final int height;
    private final int width;
    private final int out;
    /** Outputs a row, up to whole vectors; those too many stay 0. */
    private final int padded;

    private final int kernel;
    private final int stride;
    private final int outHeight;
    private final int outWidth;
    private final float[] table;
    private final float[][] gradients = new float[PARTS][];

    /**
     * Padding is kernel / 2.
     *
     * @param height of the pictures, pixels
     * @param width of the pictures, pixels
     * @param out output channels
     */
    TableConvolution(int height, int width, int out, int kernel, int stride) {
        this.height = height;
        this.width = width;
        this.out = out;
        this.kernel = kernel;
        this.stride = stride;
        padded = (out + LANES - 1) / LANES * LANES;
        outHeight = (height + 2 * (kernel / 2) - kernel) / stride + 1;
        outWidth = (width + 2 * (kernel / 2) - kernel) / stride + 1;
        table = new float[COLOURS * VALUES * kernel * kernel * padded];
    }

    int outHeight() {
        return outHeight;
    }

    int outWidth() {
        return outWidth;
    }

    /**
     * Sums of all outputs.
     *
     * @param rows T, order {@code [colour][value][tap][output]}, taps row by row
     * @param pixels unsigned bytes, order {@code [image][y][x][colour]}
     * @param target order {@code [image][y][x][output]}
     */
    void forward(FloatBuffer rows, byte[] pixels, int images, FloatBuffer target) {
        for (int row = 0; row < table.length / padded; row++) {
            rows.get(row * out, table, row * padded, out);
        }
        TorchRuntime.parts(images).forEach(image -> forward(pixels, image, target));
    }

    private void forward(byte[] pixels, int image, FloatBuffer target) {
        float[] line = new float[outWidth * padded];
        int[] at = new int[COLOURS * kernel * kernel];
        for (int y = 0; y < outHeight; y++) {
            for (int x = 0; x < outWidth; x++) {
                sum(at, rowsOf(pixels, image, y, x, at), line, x * padded);
            }
            int first = (image * outHeight + y) * outWidth * out;
            if (padded == out) {
                target.put(first, line);
            } else {
                for (int x = 0; x < outWidth; x++) {
                    target.put(first + x * out, line, x * padded, out);
                }
            }
        }
    }

    /** Where the rows of one output begin; returns how many there are: fewer at the picture's edge. */
    private int rowsOf(byte[] pixels, int image, int y, int x, int[] at) {
        int count = 0;
        int taps = kernel * kernel;
        for (int ky = 0; ky < kernel; ky++) {
            int inY = y * stride + ky - kernel / 2;
            if (inY < 0 || inY >= height) {
                continue;
            }
            for (int kx = 0; kx < kernel; kx++) {
                int inX = x * stride + kx - kernel / 2;
                if (inX < 0 || inX >= width) {
                    continue;
                }
                int pixel = ((image * height + inY) * width + inX) * COLOURS;
                int tap = ky * kernel + kx;
                at[count] = ((pixels[pixel] & 0xff) * taps + tap) * padded;
                at[count + 1] = ((VALUES + (pixels[pixel + 1] & 0xff)) * taps + tap) * padded;
                at[count + 2] = ((2 * VALUES + (pixels[pixel + 2] & 0xff)) * taps + tap) * padded;
                count += COLOURS;
            }
        }
        return count;
    }

    private void sum(int[] at, int count, float[] target, int to) {
        int o = 0;
        for (; o + 2 * LANES <= padded; o += 2 * LANES) {
            FloatVector low = FloatVector.zero(SPECIES);
            FloatVector high = FloatVector.zero(SPECIES);
            for (int i = 0; i < count; i++) {
                low = low.add(FloatVector.fromArray(SPECIES, table, at[i] + o));
                high = high.add(FloatVector.fromArray(SPECIES, table, at[i] + o + LANES));
            }
            low.intoArray(target, to + o);
            high.intoArray(target, to + o + LANES);
        }
        if (o < padded) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = 0; i < count; i++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, table, at[i] + o));
            }
            sum.intoArray(target, to + o);
        }
    }

    /** Forgets the gradients collected so far. */
    void clear() {
        for (int part = 0; part < PARTS; part++) {
            if (gradients[part] == null) {
                gradients[part] = new float[table.length];
            } else {
                Arrays.fill(gradients[part], 0);
            }
        }
    }

    /**
     * Adds the gradients of the outputs of some pictures to the rows.
     *
     * @param pixels as {@link #forward} takes them
     * @param gradient with respect to the outputs of the whole batch, order {@code [image][y][x][output]}
     */
    void collect(byte[] pixels, int fromImage, int toImage, FloatBuffer gradient) {
        TorchRuntime.parts(PARTS).forEach(part -> {
            int images = toImage - fromImage;
            float[] line = new float[outWidth * padded];
            int[] at = new int[COLOURS * kernel * kernel];
            for (int image = fromImage + images * part / PARTS;
                    image < fromImage + images * (part + 1) / PARTS;
                    image++) {
                for (int y = 0; y < outHeight; y++) {
                    int first = (image * outHeight + y) * outWidth * out;
                    if (padded == out) {
                        gradient.get(first, line);
                    } else {
                        for (int x = 0; x < outWidth; x++) {
                            gradient.get(first + x * out, line, x * padded, out);
                        }
                    }
                    for (int x = 0; x < outWidth; x++) {
                        add(at, rowsOf(pixels, image, y, x, at), line, x * padded, gradients[part]);
                    }
                }
            }
        });
    }

    private void add(int[] at, int count, float[] line, int from, float[] target) {
        int o = 0;
        for (; o + 2 * LANES <= padded; o += 2 * LANES) {
            FloatVector low = FloatVector.fromArray(SPECIES, line, from + o);
            FloatVector high = FloatVector.fromArray(SPECIES, line, from + o + LANES);
            for (int i = 0; i < count; i++) {
                int row = at[i] + o;
                FloatVector.fromArray(SPECIES, target, row).add(low).intoArray(target, row);
                FloatVector.fromArray(SPECIES, target, row + LANES).add(high).intoArray(target, row + LANES);
            }
        }
        if (o < padded) {
            FloatVector sum = FloatVector.fromArray(SPECIES, line, from + o);
            for (int i = 0; i < count; i++) {
                int row = at[i] + o;
                FloatVector.fromArray(SPECIES, target, row).add(sum).intoArray(target, row);
            }
        }
    }

    /**
     * The gradient of T from what was collected since {@link #clear}.
     *
     * @param target order as that of {@link #forward}'s rows
     */
    void gradient(FloatBuffer target) {
        TorchRuntime.parts(COLOURS * VALUES).forEach(value -> {
            int length = kernel * kernel * padded;
            float[] sum = Arrays.copyOfRange(gradients[0], value * length, (value + 1) * length);
            for (int part = 1; part < PARTS; part++) {
                for (int i = 0; i < length; i++) {
                    sum[i] += gradients[part][value * length + i];
                }
            }
            for (int tap = 0; tap < kernel * kernel; tap++) {
                target.put((value * kernel * kernel + tap) * out, sum, tap * padded, out);
            }
        });
    }
}

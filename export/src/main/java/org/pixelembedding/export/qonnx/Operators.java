package org.pixelembedding.export.qonnx;

import java.util.Arrays;
import java.util.List;

/** ONNX's own operators, as its Operators.md defines them, as far as our files use them. */
final class Operators {
    private Operators() {}

    /** A function of two numbers. */
    interface Binary {
        float apply(float a, float b);
    }

    /** Element by element, with broadcasting of either side. */
    static Array binary(Array a, Array b, Binary operator) {
        int rank = Math.max(a.rank(), b.rank());
        int[] shape = new int[rank];
        int[] stepsA = new int[rank];
        int[] stepsB = new int[rank];
        steps(a, stepsA, shape);
        steps(b, stepsB, shape);
        float[] values = new float[Array.size(shape)];
        int[] at = new int[rank];
        int ofA = 0;
        int ofB = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = operator.apply(a.value(ofA), b.value(ofB));
            for (int d = rank - 1; d >= 0; d--) {
                ofA += stepsA[d];
                ofB += stepsB[d];
                if (++at[d] < shape[d]) {
                    break;
                }
                ofA -= stepsA[d] * shape[d];
                ofB -= stepsB[d] * shape[d];
                at[d] = 0;
            }
        }
        return new Array(shape, values);
    }

    /** How far a step in each dimension of the result goes in {@code array}: not at all where it broadcasts. */
    private static void steps(Array array, int[] steps, int[] shape) {
        int step = 1;
        int lead = shape.length - array.rank();
        for (int d = array.rank() - 1; d >= 0; d--) {
            int size = array.size(d);
            if (size != 1 && shape[lead + d] > 1 && shape[lead + d] != size) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(array.shape()) + " does not broadcast to " + Arrays.toString(shape));
            }
            shape[lead + d] = Math.max(shape[lead + d], size);
            steps[lead + d] = size == 1 ? 0 : step;
            step *= size;
        }
        for (int d = 0; d < lead; d++) {
            shape[d] = Math.max(shape[d], 1);
        }
    }

    /** Rows of a table. */
    static Array gather(Array table, Array rows) {
        int width = table.size(1);
        int[] shape = Arrays.copyOf(rows.shape(), rows.rank() + 1);
        shape[rows.rank()] = width;
        float[] values = new float[Array.size(shape)];
        for (int i = 0; i < rows.values().length; i++) {
            System.arraycopy(table.values(), ((int) rows.value(i)) * width, values, i * width, width);
        }
        return new Array(shape, values);
    }

    /** 0 in the wanted shape is the size that is there. */
    static Array reshape(Array x, Array wanted) {
        int[] shape = new int[wanted.values().length];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = wanted.value(d) == 0 ? x.size(d) : (int) wanted.value(d);
        }
        return new Array(shape, x.values());
    }

    static Array flatten(Array x) {
        return new Array(new int[] {x.size(0), x.values().length / x.size(0)}, x.values());
    }

    static Array transpose(Array x, List<Long> permutation) {
        int rank = x.rank();
        int[] steps = new int[rank];
        int step = 1;
        for (int d = rank - 1; d >= 0; d--) {
            steps[d] = step;
            step *= x.size(d);
        }
        int[] shape = new int[rank];
        int[] from = new int[rank];
        for (int d = 0; d < rank; d++) {
            int source = Math.toIntExact(permutation.get(d));
            shape[d] = x.size(source);
            from[d] = steps[source];
        }
        float[] values = new float[x.values().length];
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int at = 0;
            for (int d = rank - 1; d >= 0; d--) {
                at += rest % shape[d] * from[d];
                rest /= shape[d];
            }
            values[i] = x.value(at);
        }
        return new Array(shape, values);
    }

    /**
     * Convolution of one picture, [1][channel][y][x] with [output][channel][ky][kx].
     *
     * @param padding on every side
     */
    static Array convolve(Array x, Array weights, int stride, int padding) {
        int height = x.size(2);
        int width = x.size(3);
        int kernelHeight = weights.size(2);
        int kernelWidth = weights.size(3);
        int outHeight = (height + 2 * padding - kernelHeight) / stride + 1;
        int outWidth = (width + 2 * padding - kernelWidth) / stride + 1;
        int outputs = weights.size(0);
        float[] sums = new float[outputs * outHeight * outWidth];
        int w = 0;
        for (int o = 0; o < outputs; o++) {
            for (int c = 0; c < x.size(1); c++) {
                for (int ky = 0; ky < kernelHeight; ky++) {
                    for (int kx = 0; kx < kernelWidth; kx++) {
                        float weight = weights.value(w++);
                        int first = Math.max(0, Math.ceilDiv(padding - kx, stride));
                        int end = Math.min(outWidth, Math.floorDiv(width - 1 + padding - kx, stride) + 1);
                        for (int y = 0; y < outHeight; y++) {
                            int inY = y * stride + ky - padding;
                            if (inY < 0 || inY >= height) {
                                continue;
                            }
                            int in = (c * height + inY) * width + kx - padding;
                            int out = (o * outHeight + y) * outWidth;
                            for (int at = first; at < end; at++) {
                                sums[out + at] += weight * x.values()[in + at * stride];
                            }
                        }
                    }
                }
            }
        }
        return new Array(new int[] {1, outputs, outHeight, outWidth}, sums);
    }

    static Array maxPool(Array x, int size, int stride) {
        int height = x.size(2);
        int width = x.size(3);
        int outHeight = (height - size) / stride + 1;
        int outWidth = (width - size) / stride + 1;
        float[] largest = new float[x.size(1) * outHeight * outWidth];
        for (int i = 0; i < largest.length; i++) {
            int channel = i / outWidth / outHeight;
            int y = i / outWidth % outHeight * stride;
            int left = i % outWidth * stride;
            float max = Float.NEGATIVE_INFINITY;
            for (int dy = 0; dy < size; dy++) {
                for (int dx = 0; dx < size; dx++) {
                    max = Math.max(max, x.value((channel * height + y + dy) * width + left + dx));
                }
            }
            largest[i] = max;
        }
        return new Array(new int[] {1, x.size(1), outHeight, outWidth}, largest);
    }

    /** Sums over y and x, which stay as dimensions of 1. */
    static Array sumPixels(Array x) {
        int pixels = x.size(2) * x.size(3);
        float[] sums = new float[x.size(1)];
        for (int i = 0; i < x.values().length; i++) {
            sums[i / pixels] += x.value(i);
        }
        return new Array(new int[] {1, sums.length, 1, 1}, sums);
    }
}

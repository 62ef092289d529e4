package org.pixelembedding.export.qonnx;

/** The operators of {@code qonnx.custom_op.general}, by the definitions in docs/qonnx-custom-ops of fastmachinelearning/qonnx. */
final class QonnxOperators {
    private QonnxOperators() {}

    /** 1 where x is 0 or more, else -1; times the scale. */
    static Array bipolarQuant(Array x, Array scale) {
        return Operators.binary(x, scale, (value, factor) -> (value >= 0 ? 1 : -1) * factor);
    }

    /**
     * Signed, narrow, rounding half to even, with one scale, zero point and width for all.
     *
     * @param narrow whether the smallest number is that of the largest with the other sign
     */
    static Array quant(Array x, float scale, float zero, int bits, boolean signed, boolean narrow) {
        float most = signed ? (1 << (bits - 1)) - 1 : (1 << bits) - 1 - (narrow ? 1 : 0);
        float least = signed ? -(1 << (bits - 1)) + (narrow ? 1 : 0) : 0;
        float[] values = new float[x.values().length];
        for (int i = 0; i < values.length; i++) {
            float clamped = Math.clamp(x.value(i) / scale + zero, least, most);
            values[i] = ((float) Math.rint(clamped) - zero) * scale;
        }
        return new Array(x.shape(), values);
    }

    /**
     * How many thresholds of its channel a number reaches, of [batch][channel][y][x] with [channel or 1][level]; times the
     * scale, plus the bias.
     */
    static Array multiThreshold(Array x, Array thresholds, float scale, float bias) {
        int pixels = x.size(2) * x.size(3);
        int levels = thresholds.size(1);
        float[] codes = new float[x.values().length];
        for (int i = 0; i < codes.length; i++) {
            int row = thresholds.size(0) == 1 ? 0 : i / pixels % x.size(1);
            int reached = 0;
            for (int level = 0; level < levels; level++) {
                reached += x.value(i) >= thresholds.value(row * levels + level) ? 1 : 0;
            }
            codes[i] = scale * reached + bias;
        }
        return new Array(x.shape(), codes);
    }
}

package org.pixelembedding.export.c;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/** Constant arrays of model.c and the bytes that they take. Words are written so that both widths come of one text. */
final class CArrays {
    /** Outputs that lie beside each other in weights; thresholds are padded to a multiple. */
    static final int LANES = 8;

    private static final int HALF_BITS = 32;
    private static final int LINE = 120;

    private CArrays() {}

    /** Text of an array and its size in words of 32 bits; with 64-bit words it may be larger. */
    record Array(String text, long bytes) {}

    /** Order {@code [8 outputs][plane][ky][kx][word][output]}; outputs beyond the last are 0. */
    static Array weights(String name, QuantConv2d conv) {
        PackedWeights weights = conv.weights();
        int halves = (weights.inChannels() + HALF_BITS - 1) / HALF_BITS;
        StringBuilder text = new StringBuilder();
        long count = 0;
        for (int first = 0; first < weights.outChannels(); first += LANES) {
            for (int plane = 0; plane < weights.bits(); plane++) {
                for (int tap = 0; tap < weights.kernelHeight() * weights.kernelWidth(); tap++) {
                    for (int half = 0; half < halves; half += 2) {
                        boolean pair = half + 1 < halves;
                        text.append("    ").append(pair ? "PIX_PAIR8(" : "PIX_HALF8(");
                        for (int side = 0; side < (pair ? 2 : 1); side++) {
                            for (int lane = 0; lane < LANES; lane++) {
                                text.append(side + lane == 0 ? "" : ", ");
                                hex(text, half(weights, plane, first + lane, tap, half + side));
                            }
                        }
                        text.append("),\n");
                        count += pair ? 2 * LANES : LANES;
                    }
                }
            }
        }
        return array("pix_word", name, text, count * Integer.BYTES);
    }

    private static int half(PackedWeights weights, int plane, int out, int tap, int half) {
        if (out >= weights.outChannels()) {
            return 0;
        }
        int width = weights.kernelWidth();
        return (int) (weights.word(plane, out, tap / width, tap % width, half / 2) >>> (half % 2 * HALF_BITS));
    }

    /**
     * Order {@code [level][output]}, ascending: falling ones become "not reached", {@code sum <= t} being the opposite of
     * {@code sum >= t + 1}. Clamped to what tells them apart, so that they fit the width of the sums (and keep away from -2^31, which has no literal in C).
     */
    static Array thresholds(String name, Thresholds thresholds, TensorSpec sums, boolean wide) {
        return numbers(
                wide ? "int32_t" : "int16_t",
                name,
                thresholdValues(thresholds, sums),
                wide ? Integer.BYTES : Short.BYTES,
                Integer::toString);
    }

    /** The numbers of {@link #thresholds}. */
    static int[] thresholdValues(Thresholds thresholds, TensorSpec sums) {
        int padded = padded(thresholds.channels());
        int[] values = new int[thresholds.levels() * padded];
        for (int channel = 0; channel < thresholds.channels(); channel++) {
            for (int level = 0; level < thresholds.levels(); level++) {
                boolean falling = thresholds.falling(channel);
                long value = falling
                        ? thresholds.threshold(channel, thresholds.levels() - 1 - level) + 1L
                        : thresholds.threshold(channel, level);
                values[level * padded + channel] = (int) Math.clamp(value, -(long) sums.bound(), sums.bound() + 1L);
            }
        }
        return values;
    }

    /** A bit an output: 1 where a larger sum gives a smaller code. */
    static Array falling(String name, Thresholds thresholds) {
        int[] bits = fallingBits(thresholds);
        int halves = bits.length;
        StringBuilder text = new StringBuilder();
        for (int half = 0; half < halves; half += 2) {
            text.append("    ").append(half + 1 < halves ? "PIX_PAIR(" : "PIX_HALF(");
            hex(text, bits[half]);
            if (half + 1 < halves) {
                hex(text.append(", "), bits[half + 1]);
            }
            text.append("),\n");
        }
        return array("pix_word", name, text, (long) halves * Integer.BYTES);
    }

    /** The bits of {@link #falling}, 32 outputs a number. */
    static int[] fallingBits(Thresholds thresholds) {
        int halves = (thresholds.channels() + HALF_BITS - 1) / HALF_BITS;
        int[] bits = new int[halves];
        for (int channel = 0; channel < thresholds.channels(); channel++) {
            if (thresholds.falling(channel)) {
                bits[channel / HALF_BITS] |= 1 << channel % HALF_BITS;
            }
        }
        return bits;
    }

    static Array bytes(String name, byte[] values) {
        int[] unsigned = new int[values.length];
        Arrays.setAll(unsigned, i -> values[i] & 0xff);
        return numbers("uint8_t", name, unsigned, 1, Integer::toString);
    }

    static Array words(String name, int[] values) {
        return numbers("uint32_t", name, values, Integer.BYTES, value -> "0x" + Integer.toHexString(value) + "U");
    }

    private static Array numbers(String type, String name, int[] values, int size, IntFunction<String> format) {
        String lines = lines(values.length, i -> format.apply(values[i]));
        return array(type, name, lines + "\n", (long) values.length * size);
    }

    /** Numbers for the body of an initializer, in lines, without the last line's end. */
    static String lines(int count, IntFunction<String> number) {
        StringBuilder text = new StringBuilder();
        int column = LINE;
        for (int i = 0; i < count; i++) {
            String next = number.apply(i) + ",";
            if (column + 1 + next.length() > LINE) {
                text.append(i == 0 ? "   " : "\n   ");
                column = 3;
            }
            text.append(' ').append(next);
            column += 1 + next.length();
        }
        return text.toString();
    }

    private static Array array(String type, String name, CharSequence body, long bytes) {
        return new Array("static const " + type + " " + name + "[] = {\n" + body + "};\n", bytes);
    }

    private static void hex(StringBuilder text, int bits) {
        text.append("0x").append(Integer.toHexString(bits));
    }

    /** Outputs rounded up to a multiple of {@link #LANES}. */
    static int padded(int outputs) {
        return (outputs + LANES - 1) / LANES * LANES;
    }
}

package org.pixelembedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kernel must give, bit by bit. Small sizes come first, so that the first failure is the smallest. */
abstract class BitKernelContract {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    protected abstract BitKernel kernel();

    protected abstract String expectedName(); // a silent fall back must not pass

    @Test
    void isTheKernelUnderTest() {
        assertThat(kernel().name()).isEqualTo(expectedName());
    }

    static IntStream outputCounts() {
        return IntStream.concat(IntStream.rangeClosed(1, 33), IntStream.of(63, 64, 65, 127, 128, 129, 256, 512));
    }

    @ParameterizedTest(name = "{0} outputs")
    @MethodSource("outputCounts")
    void countsCommonOnes(int outputs) {
        SplittableRandom random = new SplittableRandom(SEED + outputs);
        for (int planes = 1; planes <= 8; planes++) {
            for (int words : new int[] {0, 1, 2, 3, 9}) {
                int offset = random.nextInt(5);
                long[] codes = random.longs(offset + (long) words * planes).toArray();
                long[] weights = random.longs(offset + (long) words * outputs).toArray();
                check(codes, offset, words, planes, weights, outputs);
            }
        }
    }

    @Test
    void extremesOfAllOnesAndAllZeros() {
        for (long codeBits : new long[] {0, -1, 1, Long.MIN_VALUE}) {
            for (long weightBits : new long[] {0, -1, 1, Long.MIN_VALUE}) {
                long[] codes = new long[9 * 2];
                long[] weights = new long[9 * 64];
                java.util.Arrays.fill(codes, codeBits);
                java.util.Arrays.fill(weights, weightBits);
                check(codes, 0, 9, 2, weights, 64);
            }
        }
    }

    private void check(long[] codes, int offset, int words, int planes, long[] weights, int outputs) {
        long[] counts = new long[outputs];
        long[] expected = new long[outputs];
        for (int o = 0; o < outputs; o++) {
            counts[o] = o;
            expected[o] = o; // it adds to what is there
            for (int i = 0; i < words; i++) {
                for (int bit = 0; bit < 64; bit++) {
                    if ((weights[offset + i * outputs + o] >>> bit & 1) == 1) {
                        expected[o] += code(codes, offset + i * planes, planes, bit);
                    }
                }
            }
        }
        kernel().addCounts(codes, offset, words, planes, weights, offset, outputs, counts);
        assertThat(counts)
                .as(
                        "%s, %d outputs, %d words, %d planes, from %d, -Dpixemb.seed=%d",
                        expectedName(), outputs, words, planes, offset, SEED)
                .isEqualTo(expected);
        int sum = 0;
        for (int i = 0; i < words; i++) {
            for (int bit = 0; bit < 64; bit++) {
                sum += code(codes, offset + i * planes, planes, bit);
            }
        }
        assertThat(kernel().codeSum(codes, offset, words, planes)).isEqualTo(sum);
    }

    private static int code(long[] codes, int from, int planes, int bit) {
        int code = 0;
        for (int plane = 0; plane < planes; plane++) {
            code += (int) (codes[from + plane] >>> bit & 1) << plane;
        }
        return code;
    }

    @ParameterizedTest(name = "{0} outputs")
    @MethodSource("outputCounts")
    void addsRows(int outputs) {
        SplittableRandom random = new SplittableRandom(SEED - outputs);
        short[] table = new short[outputs + 7];
        for (int i = 0; i < table.length; i++) {
            table[i] = (short) random.nextInt(-32768, 32768);
        }
        int[] sums = random.ints(outputs, -1_000_000, 1_000_000).toArray();
        int[] expected = sums.clone();
        for (int o = 0; o < outputs; o++) {
            expected[o] += table[5 + o];
        }
        kernel().addRow(table, 5, outputs, sums);
        assertThat(sums).isEqualTo(expected);
    }
}

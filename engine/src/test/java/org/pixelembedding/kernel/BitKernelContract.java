package org.pixelembedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/**
 * What every kernel must give, number by number, against plain loops over weights and codes. Small sizes come first, so
 * that the first failure is the smallest. Test classes of other modules extend it.
 */
public abstract class BitKernelContract {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final long UNTOUCHED = 0xDEAD_BEEF_DEAD_BEEFL;

    protected abstract BitKernel kernel();

    protected abstract String expectedName(); // a silent fall back must not pass

    @Test
    void isTheKernelUnderTest() {
        assertThat(kernel().name()).isEqualTo(expectedName());
        assertThat(kernel().tile()).isIn(1, 2, 4, 8, 16, 32, 64);
        assertThat(IntStream.range(0, kernel().tile()).map(kernel()::outputAt).sorted())
                .as("a tile's outputs, each once")
                .containsExactlyElementsOf(
                        IntStream.range(0, kernel().tile()).boxed().toList());
    }

    /** One random convolution with its input, its sums by plain loops, and thresholds behind it. */
    private static final class Case {
        final SplittableRandom random;
        final QuantConv2d conv;
        final BitPlaneLayout in;
        final TensorSpec out;
        final BitPlaneLayout outCodes;
        final Thresholds thresholds;
        final long[] source;
        final int[] sums;
        final int pixels;
        final String what;

        Case(long seed, int outputs, int channels, int bits, int weightBits, int kernel, int stride, int outBits) {
            random = new SplittableRandom(seed);
            int padding = random.nextInt(kernel / 2 + 2);
            int height = kernel + random.nextInt(5);
            int width = kernel + random.nextInt(6);
            int sharpness = 1 + random.nextInt(3); // dense, sparse and even signs
            PackedWeights weights = PackedWeights.pack(
                    weightBits, outputs, kernel, kernel, channels, index -> random.nextInt(sharpness + 1) > 0);
            conv = new QuantConv2d(weights, stride, padding);
            int n = (1 << bits) - 1;
            in = new BitPlaneLayout(height, width, channels, bits, padding + random.nextInt(2));
            out = conv.output(java.util.List.of(TensorSpec.codes(height, width, channels, bits)));
            int extreme = random.nextInt(5);
            int[] codes = new int[height * width * channels];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = extreme == 0 ? n : extreme == 1 ? 0 : random.nextInt(n + 1);
            }
            source = new long[in.longs()];
            in.pack(codes, source);
            sums = new int[out.size()];
            pixels = out.height() * out.width();
            convolve(codes);
            thresholds = BitKernelContract.thresholds(random, sums, out, outBits);
            outCodes = new BitPlaneLayout(out.height(), out.width(), outputs, outBits, random.nextInt(2));
            what = conv.weights() + ", " + in + ", stride " + stride + ", to " + outBits + " bits, -Dpixemb.seed="
                    + seed;
        }

        private void convolve(int[] codes) {
            PackedWeights w = conv.weights();
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    for (int ky = 0; ky < w.kernelHeight(); ky++) {
                        for (int kx = 0; kx < w.kernelWidth(); kx++) {
                            int inY = y * conv.stride() + ky - conv.padding();
                            int inX = x * conv.stride() + kx - conv.padding();
                            if (inY < 0 || inX < 0 || inY >= in.height() || inX >= in.width()) {
                                continue;
                            }
                            for (int c = 0; c < in.channels(); c++) {
                                int code = codes[(inY * in.width() + inX) * in.channels() + c];
                                for (int o = 0; o < out.channels(); o++) {
                                    sums[(y * out.width() + x) * out.channels() + o] += code * w.weight(o, ky, kx, c);
                                }
                            }
                        }
                    }
                }
            }
        }

        /** The codes of pixels from..to - 1 over a background of {@link #UNTOUCHED}. */
        long[] expectedCodes(int from, int to) {
            long[] packed = background();
            long[] whole = new long[outCodes.longs()];
            int[] codes = new int[sums.length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = thresholds.code(i % out.channels(), sums[i]);
            }
            outCodes.pack(codes, whole);
            for (int p = from; p < to; p++) {
                int at = outCodes.pixel(p / out.width(), p % out.width());
                System.arraycopy(whole, at, packed, at, outCodes.pixelLongs());
            }
            return packed;
        }

        long[] background() {
            long[] packed = new long[outCodes.longs()];
            Arrays.fill(packed, UNTOUCHED);
            return packed;
        }
    }

    static IntStream outputCounts() {
        return IntStream.concat(IntStream.rangeClosed(1, 33), IntStream.of(63, 64, 65, 127, 128, 129, 200));
    }

    @ParameterizedTest(name = "{0} outputs")
    @MethodSource("outputCounts")
    void convolvesExactly(int outputs) {
        int[] channelCounts = {1, 3, 63, 64, 65, 128};
        for (int channels : channelCounts) {
            for (int round = 0; round < 6; round++) {
                SplittableRandom shape = new SplittableRandom(SEED + outputs * 1000L + channels * 10L + round);
                int bits = round < 3 ? 2 : 1 + shape.nextInt(8);
                int weightBits = round < 4 ? 1 : 1 + shape.nextInt(8);
                int outBits = round % 3 == 0 ? 1 + shape.nextInt(4) : 2;
                int kernel = 1 + shape.nextInt(3);
                check(new Case(
                        shape.nextLong(), outputs, channels, bits, weightBits, kernel, 1 + shape.nextInt(2), outBits));
            }
        }
    }

    private void check(Case c) {
        PackedThresholds packed = new PackedThresholds(c.thresholds, c.outCodes);
        int from = c.random.nextInt(c.pixels);
        int to = from + 1 + c.random.nextInt(c.pixels - from);
        KernelScratch scratch = dirtyScratch(c.random);
        PackedConvolution plain = new PackedConvolution(c.conv, c.in, c.out, kernel(), Optional.empty());
        for (boolean add : new boolean[] {false, true}) {
            checkSums(c, plain, add, from, to, scratch);
        }
        if (c.out.bound() <= BitKernel.NARROW) {
            for (boolean add : new boolean[] {false, true}) {
                checkNarrowSums(c, packed, plain, add, from, to, scratch);
            }
        }
        long[] thresholded = c.background();
        kernel().threshold(packed, c.sums, thresholded, from, to);
        assertThat(thresholded).as("thresholds, %s", c.what).isEqualTo(c.expectedCodes(from, to));

        if (c.conv.weights().bits() == 1) {
            PackedConvolution flipped = new PackedConvolution(c.conv, c.in, c.out, kernel(), Optional.of(packed));
            long[] codes = c.background();
            kernel().toCodes(flipped, packed, c.source, codes, from, to, scratch);
            assertThat(codes).as("codes, %s", c.what).isEqualTo(c.expectedCodes(from, to));
        }
    }

    private static KernelScratch dirtyScratch(SplittableRandom random) {
        KernelScratch scratch = new KernelScratch();
        Arrays.setAll(scratch.longs(), i -> random.nextLong());
        Arrays.setAll(scratch.ints(), i -> random.nextInt());
        Arrays.fill(scratch.shorts(), (short) random.nextInt());
        return scratch;
    }

    private void checkSums(Case c, PackedConvolution plain, boolean add, int from, int to, KernelScratch scratch) {
        int outputs = c.out.channels();
        int[] actual = c.random.ints(c.sums.length, -1_000_000, 1_000_000).toArray();
        int[] expected = actual.clone();
        for (int i = from * outputs; i < to * outputs; i++) {
            expected[i] = add ? expected[i] + c.sums[i] : c.sums[i];
        }
        kernel().toSums(plain, c.source, actual, add, from, to, scratch);
        assertThat(actual).as("32-bit sums, add %s, %s", add, c.what).isEqualTo(expected);
    }

    /** In 16 bits: what is there before leaves room for what is added. */
    private void checkNarrowSums(
            Case c,
            PackedThresholds packed,
            PackedConvolution plain,
            boolean add,
            int from,
            int to,
            KernelScratch scratch) {
        int outputs = c.out.channels();
        int room = BitKernel.NARROW - c.out.bound();
        short[] before = new short[c.sums.length];
        for (int i = 0; i < before.length; i++) {
            before[i] = (short) c.random.nextInt(-room, room + 1);
        }
        short[] expected = before.clone();
        int[] wide = new int[expected.length];
        for (int i = from * outputs; i < to * outputs; i++) {
            expected[i] = (short) (add ? expected[i] + c.sums[i] : c.sums[i]);
            wide[i] = expected[i];
        }
        short[] actual = before.clone();
        kernel().toSums(plain, c.source, actual, add, from, to, scratch);
        assertThat(actual).as("16-bit sums, add %s, %s", add, c.what).isEqualTo(expected);

        long[] expectedCodes = c.background();
        new ScalarBitKernel().threshold(packed, wide, expectedCodes, from, to);
        long[] codes = c.background();
        kernel().threshold(packed, actual, codes, from, to);
        assertThat(codes).as("16-bit thresholds, %s", c.what).isEqualTo(expectedCodes);

        actual = before.clone();
        codes = c.background();
        kernel().toSumsAndCodes(plain, packed, c.source, actual, add, codes, from, to, scratch);
        assertThat(actual).as("sums that are kept, add %s, %s", add, c.what).isEqualTo(expected);
        assertThat(codes).as("their codes, add %s, %s", add, c.what).isEqualTo(expectedCodes);
    }

    /** More pixels than a kernel takes at once. */
    @Test
    void convolvesLargePicturesExactly() {
        SplittableRandom random = new SplittableRandom(SEED);
        PackedWeights weights = PackedWeights.pack(1, 33, 3, 3, 5, index -> random.nextBoolean());
        QuantConv2d conv = new QuantConv2d(weights, 1, 1);
        BitPlaneLayout in = new BitPlaneLayout(40, 41, 5, 2, 1);
        TensorSpec out = conv.output(java.util.List.of(TensorSpec.codes(40, 41, 5, 2)));
        int[] codes = random.ints(40 * 41 * 5, 0, 4).toArray();
        long[] source = new long[in.longs()];
        in.pack(codes, source);
        int[] sums = new int[out.size()];
        kernel().toSums(
                        new PackedConvolution(conv, in, out, kernel(), Optional.empty()),
                        source,
                        sums,
                        false,
                        0,
                        out.pixelCount(),
                        new KernelScratch());
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 41; x++) {
                for (int o = 0; o < 33; o++) {
                    int sum = 0;
                    for (int tap = 0; tap < 9 * 5; tap++) {
                        int inY = y + tap / 15 - 1;
                        int inX = x + tap / 5 % 3 - 1;
                        if (inY >= 0 && inX >= 0 && inY < 40 && inX < 41) {
                            sum += codes[(inY * 41 + inX) * 5 + tap % 5]
                                    * weights.weight(o, tap / 15, tap / 5 % 3, tap % 5);
                        }
                    }
                    assertThat(sums[(y * 41 + x) * 33 + o])
                            .as("pixel %d,%d output %d, -Dpixemb.seed=%d", y, x, o, SEED)
                            .isEqualTo(sum);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} outputs")
    @MethodSource("outputCounts")
    void convolvesFloatPixelsExactly(int outputs) {
        for (int round = 0; round < 4; round++) {
            SplittableRandom random = new SplittableRandom(SEED + 7L * outputs + round);
            int size = 1 + random.nextInt(3);
            int padding = random.nextInt(2);
            int height = 5;
            int width = 4 + random.nextInt(4);
            LinearQuantizer quantizer = new LinearQuantizer(round == 3 ? 3 : 2, 2.0f);
            FloatStem stem = new FloatStem(
                    outputs,
                    size,
                    1 + random.nextInt(2),
                    padding,
                    quantizer,
                    new float[] {0.5f, 0.4f, 0.3f},
                    new float[] {0.2f, 0.3f, 0.4f},
                    floats(random, outputs * size * size * 3),
                    floats(random, outputs),
                    floats(random, outputs));
            TensorSpec out = stem.output(java.util.List.of(TensorSpec.pixels(height, width)));
            BitPlaneLayout layout = new BitPlaneLayout(out.height(), out.width(), outputs, quantizer.bits(), 1);
            int rowStep = (width + 2 * padding) * 3;
            float[] pixels = floats(random, (height + 2 * padding) * rowStep);
            int[] codes = new int[out.size()];
            float[] weights = stem.toWeights();
            for (int i = 0; i < codes.length; i++) {
                int o = i % outputs;
                int y = i / outputs / out.width() * stem.stride();
                int x = i / outputs % out.width() * stem.stride();
                float sum = 0;
                for (int tap = 0; tap < size * size * 3; tap++) {
                    float pixel = pixels[(y + tap / 3 / size) * rowStep + x * 3 + tap % (3 * size)];
                    sum = Math.fma(pixel, weights[o * size * size * 3 + tap], sum);
                }
                float scaled = sum * stem.toGain()[o];
                codes[i] = quantizer.code(scaled + stem.toBias()[o]);
            }
            long[] expected = new long[layout.longs()];
            layout.pack(codes, expected);
            long[] actual = new long[layout.longs()];
            PackedFloatStem packed = new PackedFloatStem(stem, width, out, layout);
            int split = random.nextInt(out.pixelCount() + 1);
            KernelScratch scratch = dirtyScratch(random);
            kernel().floatStem(packed, pixels, actual, 0, split, scratch);
            kernel().floatStem(packed, pixels, actual, split, out.pixelCount(), scratch);
            assertThat(actual)
                    .as("%d outputs, %dx%d, round %d, -Dpixemb.seed=%d", outputs, size, size, round, SEED)
                    .isEqualTo(expected);
        }
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-1.5, 1.5);
        }
        return values;
    }

    @ParameterizedTest(name = "{0} outputs")
    @MethodSource("outputCounts")
    void looksUpAndAddsExactly(int outputs) {
        boolean[] met = new boolean[3];
        for (int round = 0; round < 8; round++) {
            SplittableRandom random = new SplittableRandom(SEED - outputs * 10L - round);
            int size = 1 + random.nextInt(3);
            int stride = 1 + random.nextInt(2);
            int padding = random.nextInt(2);
            int height = 5;
            int width = 4 + random.nextInt(3);
            // Few dimensions give a table of bytes, many one of shorts, many bits one of ints.
            boolean wide = round >= 6;
            int codeBits = wide ? 8 : 2;
            int d = round % 2 == 0 ? 1 + random.nextInt(4) : 40 + random.nextInt(20);
            int weightBits = wide ? 8 : round < 4 ? 1 : 2;
            byte[] table = new byte[3 * 256 * d];
            for (int i = 0; i < table.length; i++) {
                table[i] = (byte) random.nextInt(1 << codeBits);
            }
            PixelEmbedding embedding = new PixelEmbedding(3, d, codeBits, table);
            QuantConv2d conv = new QuantConv2d(
                    PackedWeights.pack(weightBits, outputs, size, size, 3 * d, index -> random.nextInt(3) > 0),
                    stride,
                    padding);
            TensorSpec out = conv.output(java.util.List.of(TensorSpec.codes(height, width, 3 * d, codeBits)));
            byte[] rgb = new byte[height * width * 3];
            random.nextBytes(rgb);
            int[] sums = convolve(embedding, conv, rgb, height, width, out);
            int bits = round % 4 == 3 ? 3 : 2;
            Thresholds thresholds = thresholds(random, sums, out, bits);
            BitPlaneLayout layout = new BitPlaneLayout(out.height(), out.width(), outputs, bits, 1);
            int[] codes = new int[sums.length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = thresholds.code(i % outputs, sums[i]);
            }
            long[] expected = new long[layout.longs()];
            layout.pack(codes, expected);

            short[] values = new short[(height + 2 * padding) * (width + 2 * padding) * 3];
            Arrays.fill(values, (short) PackedLookUp.OUTSIDE);
            for (int i = 0; i < rgb.length; i++) {
                int y = i / (width * 3) + padding;
                values[y * (width + 2 * padding) * 3 + padding * 3 + i % (width * 3)] = (short) (rgb[i] & 0xff);
            }
            PackedLookUp lookUp = new PackedLookUp(LookUpTerms.of(embedding, conv), width, out, thresholds, kernel());
            met[lookUp.entryBits() / Short.SIZE] = true;
            PackedThresholds packed = new PackedThresholds(thresholds, layout, lookUp.shift());
            long[] actual = new long[layout.longs()];
            KernelScratch scratch = dirtyScratch(random);
            int split = random.nextInt(out.pixelCount() + 1);
            kernel().lookUp(lookUp, packed, values, actual, 0, split, scratch);
            kernel().lookUp(lookUp, packed, values, actual, split, out.pixelCount(), scratch);
            assertThat(actual)
                    .as(
                            "%s, %s, stride %d, %d bits, -Dpixemb.seed=%d",
                            embedding, conv.weights(), stride, lookUp.entryBits(), SEED)
                    .isEqualTo(expected);
        }
        boolean bytes = kernel().lookUpGroup() > 0;
        assertThat(met).as("tables of bytes, shorts and ints").containsExactly(bytes, true, true);
    }

    /** Sums by plain loops, order {@code [y][x][out]}. */
    private static int[] convolve(
            PixelEmbedding embedding, QuantConv2d conv, byte[] rgb, int height, int width, TensorSpec out) {
        PackedWeights w = conv.weights();
        int d = embedding.dimensions();
        int[] sums = new int[out.size()];
        for (int i = 0; i < sums.length; i++) {
            int o = i % out.channels();
            int x = i / out.channels() % out.width();
            int y = i / out.channels() / out.width();
            for (int tap = 0; tap < w.kernelHeight() * w.kernelWidth(); tap++) {
                int inY = y * conv.stride() - conv.padding() + tap / w.kernelWidth();
                int inX = x * conv.stride() - conv.padding() + tap % w.kernelWidth();
                if (inY >= 0 && inX >= 0 && inY < height && inX < width) {
                    for (int c = 0; c < 3 * d; c++) {
                        int value = rgb[(inY * width + inX) * 3 + c / d] & 0xff;
                        sums[i] += embedding.code(c / d, value, c % d)
                                * w.weight(o, tap / w.kernelWidth(), tap % w.kernelWidth(), c);
                    }
                }
            }
        }
        return sums;
    }

    /** Half of them are sums that occur, where one step too far shows; some are never reached. */
    private static Thresholds thresholds(SplittableRandom random, int[] sums, TensorSpec out, int bits) {
        int levels = (1 << bits) - 1;
        int[] values = new int[out.channels() * levels];
        boolean[] falling = new boolean[out.channels()];
        for (int c = 0; c < falling.length; c++) {
            falling[c] = random.nextBoolean();
            int[] sorted = new int[levels];
            for (int i = 0; i < levels; i++) {
                sorted[i] = random.nextBoolean()
                        ? sums[random.nextInt(out.pixelCount()) * out.channels() + c]
                        : random.nextInt(-out.bound() - 1, out.bound() + 2);
            }
            Arrays.sort(sorted);
            for (int i = 0; i < levels; i++) {
                values[c * levels + i] = falling[c] ? sorted[levels - 1 - i] : sorted[i];
            }
        }
        return new Thresholds(bits, values, falling);
    }
}

package org.pixelembedding.bench;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.kernel.KernelScratch;
import org.pixelembedding.kernel.PackedFloatStem;
import org.pixelembedding.kernel.ScalarBitKernel;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.TensorSpec;

/** The float stem's kernel alone, pixels normalized already: what is compared with the peak of float multiply-adds. */
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx1g"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FloatStemBenchmark {
    private final BitKernel kernel = BitKernels.best();
    private final KernelScratch scratch = new KernelScratch();

    /** Shape of the layer: three colours in. */
    @Param({"3 64 224 224 3 2 2", "3 32 64 64 3 2 2"})
    public String first;

    private PackedFloatStem stem;
    private float[] pixels;
    private long[] codes;
    private int count;

    /** Fills and checks. */
    @Setup
    public void check() {
        Model model = FirstLayerModel.of(LayerShape.parse(first), FirstLayerModel.Kind.FLOAT);
        FloatStem layer = (FloatStem) model.nodes().getFirst().layer();
        TensorSpec out = model.specs(model.inputHeight(), model.inputWidth()).getFirst();
        BitPlaneLayout layout = new BitPlaneLayout(out.height(), out.width(), out.channels(), out.bits(), 1);
        stem = new PackedFloatStem(layer, model.inputWidth(), out, layout);
        pixels =
                new float[(model.inputHeight() + 2 * layer.padding()) * (model.inputWidth() + 2 * layer.padding()) * 3];
        Random random = new Random(1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat(-2, 2);
        }
        count = out.pixelCount();
        codes = new long[layout.longs()];
        long[] expected = new long[layout.longs()];
        new ScalarBitKernel().floatStem(stem, pixels, expected, 0, count, scratch);
        if (!Arrays.equals(codes(), expected)) {
            throw new IllegalStateException(kernel.name() + " and scalar kernels disagree for " + first);
        }
    }

    /** One picture. */
    @Benchmark
    public long[] codes() {
        kernel.floatStem(stem, pixels, codes, 0, count, scratch);
        return codes;
    }
}

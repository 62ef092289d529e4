package org.pixelembedding.bench;

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
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.ScalarBitKernel;

/** The best kernel of this JVM on one layer; {@code -jvmArgsAppend -Dpixemb.vector.bits=256} forces a width. */
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx1g"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KernelBenchmark {
    /** A line of a shapes file; the program puts in all lines of one. */
    @Param("64 64 56 56 3 1 2")
    public String layer;

    private KernelCase kernel;

    /** Fills and checks. */
    @Setup
    public void check() {
        LayerShape shape = LayerShape.parse(layer);
        kernel = new KernelCase(shape, BitKernels.best());
        kernel.checkAgainst(new KernelCase(shape, new ScalarBitKernel()));
    }

    /** Convolution, thresholds, packing: what layers inside a network cost. */
    @Benchmark
    public long[] codes() {
        return kernel.convolveToCodes();
    }

    /** Convolution alone. */
    @Benchmark
    public short[] sums() {
        return kernel.convolveToSums();
    }

    /** Thresholds and packing alone, reading sums from memory. */
    @Benchmark
    public long[] thresholds() {
        return kernel.threshold();
    }
}

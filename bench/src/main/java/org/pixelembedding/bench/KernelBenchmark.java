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
import org.pixelembedding.kernel.ScalarBitKernel;

/** A kernel on one layer; {@code -jvmArgsAppend -Dpixemb.vector.bits=256} forces a width. */
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

    /** Name of a kernel; {@code best} is this JVM's. */
    @Param("best")
    public String kernel;

    private KernelCase layerOnKernel;

    /** Fills and checks. */
    @Setup
    public void check() {
        LayerShape shape = LayerShape.parse(layer);
        layerOnKernel = new KernelCase(shape, KernelNames.kernel(kernel));
        layerOnKernel.checkAgainst(new KernelCase(shape, new ScalarBitKernel()));
    }

    /** Convolution, thresholds, packing: what layers inside a network cost. */
    @Benchmark
    public long[] codes() {
        return layerOnKernel.convolveToCodes();
    }

    /** Convolution alone. */
    @Benchmark
    public short[] sums() {
        return layerOnKernel.convolveToSums();
    }

    /** Thresholds and packing alone, reading sums from memory. */
    @Benchmark
    public long[] thresholds() {
        return layerOnKernel.threshold();
    }
}

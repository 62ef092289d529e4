package org.pixelembedding.bench;

import java.util.List;
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
import org.pixelembedding.run.Session;

/** From pixels to the codes behind the first convolution, by the engine's everyday plan. */
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx1g"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FirstLayerBenchmark {
    /** Shape of the first layer with 3d channels in. */
    @Param({"63 64 224 224 3 2 2", "63 32 64 64 3 2 2"})
    public String first;

    /** Name of a {@code FirstLayerModel.Kind}. */
    @Param({"LOOK_UP", "BIT_SERIAL", "JOINT", "DITHER", "BIT_PLANES", "FLOAT"})
    public String kind;

    /** Name of a kernel; {@code best} is this JVM's. */
    @Param({"best", "scalar"})
    public String kernel;

    private CheckedSession session;

    /** Fills and checks. */
    @Setup
    public void check() {
        session = new CheckedSession(
                FirstLayerModel.of(LayerShape.parse(first), FirstLayerModel.Kind.valueOf(kind)),
                KernelNames.kernel(kernel));
        boolean tables = session.plan().steps().getFirst().how().contains("look-up");
        if (tables != List.of("LOOK_UP", "JOINT", "BIT_PLANES").contains(kind)) {
            throw new IllegalStateException(
                    "wanted " + kind + ", the plan has " + session.plan().steps());
        }
    }

    /** One picture. */
    @Benchmark
    public Session codes() {
        return session.run();
    }
}

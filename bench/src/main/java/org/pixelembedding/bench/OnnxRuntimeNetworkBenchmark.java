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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.pixelembedding.compare.RuntimeSession;
import org.pixelembedding.compare.TwinNetwork;

/** ONNX Runtime on the networks of {@link NetworkBenchmark}; one thread. */
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx1g"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OnnxRuntimeNetworkBenchmark {
    /** Name and size. */
    @Param({"ern18@224", "resnet18-cifar@32", "tiny@64"})
    public String network;

    /** Of weights and activations. */
    @Param({"float32", "int8"})
    public String type;

    private RuntimeSession session;

    /** Fills and checks. */
    @Setup
    public void check() {
        session = OnnxRuntimeCase.checked(TwinNetwork.of(Networks.of(network)), type);
    }

    /** Frees native memory. */
    @TearDown
    public void close() {
        session.close();
    }

    /** One picture. */
    @Benchmark
    public RuntimeSession run() {
        session.run();
        return session;
    }
}

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
import org.pixelembedding.run.Session;

/** Whole networks, one picture at a time on one thread; {@code -prof gc} shows that a picture allocates nothing. */
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx1g"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NetworkBenchmark {
    /** Name and size. */
    @Param({"ern18@224", "resnet18-cifar@32", "tiny@64"})
    public String network;

    private CheckedSession session;

    /** Fills and checks. */
    @Setup
    public void check() {
        session = new CheckedSession(Networks.of(network));
    }

    /** One picture, from pixels to class sums. */
    @Benchmark
    public Session picture() {
        return session.run();
    }
}

package org.pixelembedding.train.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch and pins what its numbers depend on. */
public final class TorchRuntime {
    /** Longest wait of a JVM that ends for a call under way. */
    private static final Duration LAST_CALL = Duration.ofSeconds(30);

    private static final LongCalls CALLS = new LongCalls();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> CALLS.end(LAST_CALL), "libtorch-end"));
    }

    private TorchRuntime() {}

    /**
     * Sets the number of compute threads. Sums inside a step are split by threads, so the count is part of what fixes a
     * run's bytes.
     *
     * @throws UncheckedIOException if the directory that libraries are unpacked into cannot be written
     */
    public static void start(int threads) {
        loadAlone();
        torch.set_num_threads(threads);
        // Convolutions do not go there, only small products do: threads of its own, beside OpenMP's, cost 20 ms each of
        // them.
        openblas_nolapack.blas_set_num_threads(1);
        // Strict float32: no TF32, no bf16 products behind float32 names.
        torch.globalContext().setFloat32MatmulPrecision("highest");
        torch.globalContext().setDeterministicAlgorithms(true, true);
    }

    /**
     * Processes that start side by side on a fresh machine find the libraries not unpacked yet, and JavaCPP lets one map a file
     * that another is still writing (SIGBUS): only one at a time unpacks and loads.
     */
    private static synchronized void loadAlone() {
        try {
            Path lock = Loader.getCacheDir().toPath().resolve("pixemb.lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                Loader.load(torch.class);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot unpack libtorch (" + e.getMessage()
                            + "); give a directory that can be written with -Dorg.bytedeco.javacpp.cachedir=DIR",
                    e);
        }
    }

    /** Begins a call of the library that may take longer than 0.3 s: a JVM that is told to end waits until it is closed. */
    static LongCalls.Call longCall() {
        return CALLS.begin();
    }

    /**
     * 0 to count - 1, for passes of our own between the library's: side by side if the library has threads, or else one after
     * the other, so that a training of one thread leaves the other processors to its neighbours.
     */
    static IntStream parts(int count) {
        IntStream parts = IntStream.range(0, count);
        return torch.get_num_threads() > 1 ? parts.parallel() : parts;
    }

    /** For provenance: the library's version. */
    public static String version() {
        return "pytorch 2.10.0 (bytedeco 1.5.13)";
    }
}

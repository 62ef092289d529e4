package org.pixelembedding.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C and SIGTERM while a training runs: asks it to stop after the step under way, and holds the JVM's exit back
 * until the checkpoint is written.
 *
 * <p>A shutdown hook is the one way to hear signals without a JDK-internal class. The JVM then ends with 130 or 143 by
 * itself; it does not hear a second signal.
 */
final class StopSignals implements AutoCloseable {
    /** Exit code after SIGINT; the JVM ends with the right one for SIGTERM without asking. */
    private static final int INTERRUPTED = 130;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private StopSignals(Runnable stop, PrintWriter err) {
        hook = new Thread(
                () -> {
                    err.println();
                    err.println("Stopping after this step ...");
                    stop.run();
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "pixemb-stop");
    }

    static StopSignals install(Runnable stop, PrintWriter err) {
        StopSignals signals = new StopSignals(stop, err);
        Runtime.getRuntime().addShutdownHook(signals.hook);
        return signals;
    }

    int exitCode() {
        return INTERRUPTED;
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already: the hook has run and is let go by the latch.
            done.countDown();
        }
    }
}

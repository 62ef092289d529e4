package org.pixelembedding.cli;

import java.io.PrintWriter;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.TrainingListener;

/** Progress on stderr: one line that is rewritten on a terminal, else a line per epoch and one every ten seconds. */
final class ProgressPrinter implements TrainingListener {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private final boolean terminal;
    private long last = System.nanoTime();

    ProgressPrinter(PrintWriter err) {
        this.err = err;
        terminal = isTerminal();
    }

    /** Since JDK 22 a console may be there without a terminal; here, with output sent to a file, it is null. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    @Override
    public void step(StepProgress p) {
        long now = System.nanoTime();
        if (now - last < (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            return;
        }
        last = now;
        String line = String.format(
                "epoch %d/%d  step %d/%d  loss %.3f  accuracy %.1f %%  %.0f images/s  %s left",
                p.epoch(),
                p.epochs(),
                p.step(),
                p.steps(),
                p.loss(),
                p.accuracy() * 100,
                p.imagesPerSecond(),
                time(p.secondsLeft()));
        if (terminal) {
            err.print("\r" + line + "\u001b[K");
            err.flush();
        } else {
            err.println(line);
        }
    }

    @Override
    public void epoch(EpochMetrics m) {
        String validation = Double.isNaN(m.validationAccuracy())
                ? ""
                : String.format("  validation %.1f %%", m.validationAccuracy() * 100);
        String codes = m.codesChanged() == 0 ? "" : String.format("  codes changed %.2f %%", m.codesChanged() * 100);
        err.printf(
                "%sepoch %d  loss %.3f  accuracy %.1f %%%s%s  %.0f images/s%s%n",
                terminal ? "\r" : "",
                m.epoch(),
                m.trainLoss(),
                m.trainAccuracy() * 100,
                validation,
                codes,
                m.imagesPerSecond(),
                terminal ? "\u001b[K" : "");
    }

    @Override
    public void note(String line) {
        err.println((terminal ? "\r\u001b[K" : "") + line);
    }

    /** {@code 1:02:03} or {@code 2:03}. */
    static String time(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600
                ? String.format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format("%d:%02d", s / 60, s % 60);
    }
}

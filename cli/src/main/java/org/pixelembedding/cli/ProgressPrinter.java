package org.pixelembedding.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.PeakMemory;
import org.pixelembedding.train.TrainingListener;

/**
 * Progress on stderr: one line that is rewritten on a terminal, cut at its right edge; else a line per epoch and one every
 * ten seconds, after two minutes every minute.
 */
final class ProgressPrinter implements TrainingListener {
    private static final long SECOND = 1_000_000_000L;
    private static final long TERMINAL_NANOS = SECOND / 5;

    /** Off, a line that is too long for the terminal stays one line, and can be written over. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";
    private static final String TO_LINE_END = "\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long last = start;

    ProgressPrinter(PrintWriter err) {
        this(err, isTerminal());
    }

    ProgressPrinter(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Since JDK 22 a console may be there without a terminal; here, with output sent to a file, it is null. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    @Override
    public void step(StepProgress p) {
        long now = System.nanoTime();
        if (now - last < (terminal ? TERMINAL_NANOS : plainPause(now - start))) {
            return;
        }
        last = now;
        String line = line(p, PeakMemory.bytes());
        if (terminal) {
            err.print("\r" + WRAP_OFF + line + TO_LINE_END + WRAP_ON);
            err.flush();
        } else {
            err.println(line);
        }
    }

    /** Between two plain lines: often while a user may still be looking, then a log file should not grow for nothing. */
    static long plainPause(long sinceStart) {
        return sinceStart < 120 * SECOND ? 10 * SECOND : 60 * SECOND;
    }

    static String line(StepProgress p, OptionalLong peakBytes) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  step %d/%d  loss %.3f  accuracy %.1f %%  rate %.2g  %.0f images/s  %s left%s",
                p.epoch(),
                p.epochs(),
                p.step(),
                p.steps(),
                p.loss(),
                p.accuracy() * 100,
                p.learningRate(),
                p.imagesPerSecond(),
                time(p.secondsLeft()),
                peakBytes.isEmpty() ? "" : String.format(Locale.ROOT, "  %.1f GB", peakBytes.getAsLong() * 1e-9));
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
                terminal ? TO_LINE_END : "");
    }

    @Override
    public void note(String line) {
        err.println((terminal ? "\r" + TO_LINE_END : "") + line);
    }

    /** {@code 1:02:03} or {@code 2:03}. */
    static String time(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600
                ? String.format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60)
                : String.format("%d:%02d", s / 60, s % 60);
    }
}

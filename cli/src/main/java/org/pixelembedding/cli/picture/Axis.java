package org.pixelembedding.cli.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Where values lie on a sheet.
 *
 * @param low value at the place {@code from}
 * @param high value at the place {@code to}
 * @param step between ticks: 1, 2 or 5 times a power of ten
 * @param from a place; below {@code to} on an axis to the right, above it on one that rises
 */
record Axis(double low, double high, double step, int from, int to) {
    /** Span of an axis whose values are all the same. */
    private static final double LEAST_SPAN = 0.5;

    /** An axis a little longer than the values need, at least half a unit. */
    static Axis over(DoubleStream values, int from, int to) {
        return over(values, LEAST_SPAN, from, to);
    }

    /**
     * An axis a little longer than the values need.
     *
     * @param values at least one
     * @param leastSpan that it covers
     */
    static Axis over(DoubleStream values, double leastSpan, int from, int to) {
        double[] all = values.toArray();
        double min = DoubleStream.of(all).min().orElseThrow();
        double max = DoubleStream.of(all).max().orElseThrow();
        double step = step(Math.max(max - min, leastSpan));
        return new Axis(Math.floor(min / step - 0.1) * step, Math.ceil(max / step + 0.1) * step, step, from, to);
    }

    /** An axis with these ends, whose ticks lie between them. */
    static Axis between(double low, double high, int from, int to) {
        return new Axis(low, high, step(high - low), from, to);
    }

    private static double step(double span) {
        double power = Math.pow(10, Math.floor(Math.log10(span / 4)));
        double rest = span / 4 / power;
        return power * (rest < 1.5 ? 1 : rest < 3.5 ? 2 : rest < 7.5 ? 5 : 10);
    }

    /** An axis to the right: ticks with lines through the figure, its name below. */
    void drawAcross(Sheet sheet, double top, double bottom, String name, boolean signed) {
        for (double tick : ticks()) {
            boolean zero = signed && tick == 0;
            sheet.line(at(tick), top, at(tick), bottom, 1, zero ? Sheet.Colour.INK : Sheet.Colour.GRID);
            String text = signed && tick > 0 ? "+" + label(tick) : label(tick);
            sheet.text(text, at(tick), bottom + 18, 12, Sheet.Anchor.MIDDLE, Sheet.Colour.FAINT);
        }
        sheet.text(name, (from + to) / 2.0, bottom + 40, 13, Sheet.Anchor.MIDDLE, Sheet.Colour.INK);
    }

    /** An axis that rises: ticks with lines through the figure. */
    void drawUp(Sheet sheet, double left, double right) {
        for (double tick : ticks()) {
            sheet.line(left, at(tick), right, at(tick), 1, Sheet.Colour.GRID);
            sheet.text(label(tick), left - 8, at(tick) + 4, 12, Sheet.Anchor.END, Sheet.Colour.FAINT);
        }
    }

    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-6); i <= Math.floor(high / step + 1e-6); i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A tick's value with as many digits as the step has. */
    String label(double tick) {
        return String.format(Locale.ROOT, "%." + digits() + "f", tick);
    }

    private int digits() {
        return step >= 1 ? 0 : (int) Math.ceil(-Math.log10(step) - 1e-9);
    }
}

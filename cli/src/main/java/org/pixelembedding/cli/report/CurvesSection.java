package org.pixelembedding.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pixelembedding.cli.picture.LineChart;
import org.pixelembedding.cli.picture.Sheet;
import org.pixelembedding.train.EpochMetrics;

/** How the training went: what {@code metrics.csv} holds, drawn. */
final class CurvesSection {
    private CurvesSection() {}

    /** A curve that may have no value at all. */
    private record Curve(String name, Sheet.Colour colour, ToDoubleFunction<EpochMetrics> value) {}

    static String html(List<EpochMetrics> epochs, Pictures pictures) {
        StringBuilder html = new StringBuilder("<div class=\"charts\">\n");
        chart(
                html,
                pictures,
                epochs,
                "curve-loss",
                "Loss (cross-entropy)",
                new Curve("training steps", Sheet.Colour.MAIN, EpochMetrics::trainLoss),
                new Curve("validation part", Sheet.Colour.OTHER, EpochMetrics::validationLoss));
        chart(
                html,
                pictures,
                epochs,
                "curve-accuracy",
                "Accuracy, %",
                new Curve("training steps", Sheet.Colour.MAIN, epoch -> epoch.trainAccuracy() * 100),
                new Curve("validation part", Sheet.Colour.OTHER, epoch -> epoch.validationAccuracy() * 100));
        chart(
                html,
                pictures,
                epochs,
                "curve-signs",
                "Weights that changed sign in the epoch, %",
                new Curve("flipped", Sheet.Colour.MAIN, epoch -> epoch.health().flippedSigns() * 100));
        chart(
                html,
                pictures,
                epochs,
                "curve-health",
                "Codes that never occur, %",
                new Curve(
                        "of activations",
                        Sheet.Colour.MAIN,
                        epoch -> epoch.health().unusedCodes() * 100),
                new Curve(
                        "of the table",
                        Sheet.Colour.OTHER,
                        epoch -> epoch.health().unusedTableCodes() * 100));
        html.append("</div>\n");
        EpochMetrics last = epochs.getLast();
        html.append("<p>")
                .append(Html.number(
                        "%,d epochs, %.0f seconds",
                        epochs.size(),
                        epochs.stream().mapToDouble(EpochMetrics::seconds).sum()));
        html.append(Html.number(
                "; at the end %,.0f images a second; %.2f&#8239;%% of the table's codes are not those that training began with.</p>%n",
                last.imagesPerSecond(), last.codesChanged() * 100));
        return html.toString();
    }

    private static void chart(
            StringBuilder html,
            Pictures pictures,
            List<EpochMetrics> epochs,
            String name,
            String title,
            Curve... curves) {
        double[] x = epochs.stream().mapToDouble(EpochMetrics::epoch).toArray();
        List<LineChart.Series> lines = new ArrayList<>();
        for (Curve curve : curves) {
            double[] y = epochs.stream().mapToDouble(curve.value()).toArray();
            if (java.util.Arrays.stream(y).anyMatch(Double::isFinite)) {
                lines.add(new LineChart.Series(curve.name(), x, y, curve.colour()));
            }
        }
        if (!lines.isEmpty()) {
            html.append(pictures.figure(name, new LineChart(title, "epoch", lines), title + " over the epochs"));
        }
    }
}

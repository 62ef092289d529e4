package org.pixelembedding.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.cli.picture.LineChart;
import org.pixelembedding.cli.picture.Sheet;
import org.pixelembedding.train.EpochMetrics;

/** The page of a training under way: a frame that stays, and parts that a server sends again when they have changed. */
public final class LivePage {
    private LivePage() {}

    /** The frame: asks {@code events} for its parts. */
    public static String frame(String name) {
        return Document.html(name, "", "<p id=\"state\" role=\"status\">Connecting ...</p>\n", "", """
                <div id="warnings" role="alert"></div>
                <div id="now" class="columns"><div id="tiles"></div><div id="steps"></div></div>
                <section aria-labelledby="curves-heading"><h2 id="curves-heading">Epoch by epoch</h2>
                <div id="curves"><p>The first epoch is under way.</p></div></section>
                <section aria-labelledby="table-heading"><h2 id="table-heading">The table now</h2>
                <div id="table"><p>There is no checkpoint yet.</p></div></section>
                """, "live.js");
    }

    /** HTML by the id of the element that it fills. */
    public static Map<String, String> parts(LiveRun run) {
        Pictures pictures = new Pictures();
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("state", state(run));
        parts.put("warnings", warnings(run.warnings()));
        if (!run.epochs().isEmpty()) {
            parts.put("tiles", tiles(run));
            parts.put("curves", CurvesSection.html(run.epochs(), pictures));
        }
        if (run.losses().size() > 1) {
            parts.put("steps", steps(run, pictures));
        }
        run.now().ifPresent(table -> parts.put("table", TableSection.html(table, run.before(), "now", pictures)));
        return parts;
    }

    private static String state(LiveRun run) {
        if (run.finished()) {
            return "Finished: all " + run.wanted() + " epochs are trained.";
        }
        return run.running()
                ? "Training: epoch " + (run.epochs().size() + 1) + " of " + run.wanted() + "."
                : "Not training: it stopped in epoch " + (run.epochs().size() + 1) + " of " + run.wanted()
                        + ". It goes on with pixemb train --resume.";
    }

    private static String warnings(List<String> warnings) {
        StringBuilder html = new StringBuilder();
        warnings.forEach(line ->
                html.append("<p class=\"warning\">").append(Html.text(line)).append("</p>\n"));
        return html.toString();
    }

    private static String tiles(LiveRun run) {
        EpochMetrics last = run.epochs().getLast();
        StringBuilder html = new StringBuilder(Html.number(
                "<progress max=\"%d\" value=\"%d\" aria-label=\"epochs trained\"></progress>%n",
                run.wanted(), run.epochs().size()));
        html.append("<ul class=\"tiles\">\n");
        html.append(Report.tile(last.epoch() + " / " + run.wanted(), "epochs"));
        html.append(Report.tile(Html.percent(last.trainAccuracy()), "right in training steps"));
        if (!Double.isNaN(last.validationAccuracy())) {
            html.append(Report.tile(Html.percent(last.validationAccuracy()), "right in the validation part"));
        }
        html.append(Report.tile(Html.number("%.3f", last.trainLoss()), "loss"));
        html.append(Report.tile(Html.number("%,.0f", last.imagesPerSecond()), "images a second"));
        if (!Double.isNaN(last.health().unusedCodes())) {
            html.append(Report.tile(Html.percent(1 - last.health().unusedCodes()), "of the codes in use"));
        }
        if (!run.finished()) {
            html.append(Report.tile(time(run.secondsLeft()), "left, about"));
        }
        return html.append("</ul>\n").toString();
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? Html.number("%d:%02d h", whole / 3600, whole / 60 % 60)
                : Html.number("%d:%02d min", whole / 60, whole % 60);
    }

    private static String steps(LiveRun run, Pictures pictures) {
        double[] x =
                run.losses().keySet().stream().mapToDouble(Long::doubleValue).toArray();
        double[] y =
                run.losses().values().stream().mapToDouble(Double::doubleValue).toArray();
        LineChart.Series line = new LineChart.Series("training steps", x, y, Sheet.Colour.MAIN);
        return pictures.figure(
                "steps", new LineChart("Loss, step by step", "step", List.of(line)), "Loss over the steps");
    }
}

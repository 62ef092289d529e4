package org.pixelembedding.cli.report;

import java.util.Arrays;
import java.util.List;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.Thresholds;

/** The integers that were learned: signs, and the thresholds behind them. */
final class WeightsSection {
    private static final int ZONES = 64;
    /** Of thresholds, so that the one far away does not decide the scale. */
    private static final double QUANTILE = 0.95;

    private WeightsSection() {}

    static String html(Model model, Pictures pictures) {
        StringBuilder html = new StringBuilder();
        StringBuilder rows = new StringBuilder();
        for (Node node : model.nodes()) {
            if (node.layer() instanceof QuantConv2d conv) {
                rows.append(row(node.name(), conv.weights()));
            }
        }
        html.append("<h3>Weights</h3>\n")
                .append(Html.table(
                        "Weights, layer by layer",
                        List.of("layer", "#weights", "#bits", "#above 0", "#least in an output", "#most in an output"),
                        rows.toString()));
        model.nodes().stream()
                .filter(node -> node.layer() instanceof QuantConv2d)
                .findFirst()
                .ifPresent(
                        node -> html.append("<figure class=\"map signs\">")
                                .append(pictures.bitmap(
                                        "signs-" + node.name(),
                                        signs(((QuantConv2d) node.layer()).weights()),
                                        0,
                                        "weights of the first layer"))
                                .append(
                                        "<figcaption>First layer: a row an output, a column a tap and channel; strong above 0, faint below.</figcaption></figure>\n"));
        html.append(
                "<h3>Thresholds</h3>\n<p>A column is a channel, sorted by its middle threshold; upwards lies a larger sum, 0 in the middle; the"
                        + " stronger, the larger the code. Columns that grow stronger downwards belong to negative batch-norm"
                        + " gains.</p>\n<div class=\"row\">\n");
        for (Node node : model.nodes()) {
            if (node.layer() instanceof MultiThreshold layer) {
                html.append(thresholds(node.name(), layer.thresholds(), pictures));
            }
        }
        return html.append("</div>\n").toString();
    }

    private static String row(String name, PackedWeights weights) {
        int perOutput = weights.kernelHeight() * weights.kernelWidth() * weights.inChannels();
        double[] above = new double[weights.outChannels()];
        for (int o = 0; o < above.length; o++) {
            for (int i = 0; i < perOutput; i++) {
                above[o] += weight(weights, o, i) > 0 ? 1.0 / perOutput : 0;
            }
        }
        Arrays.sort(above);
        return Html.row(
                Html.text(name),
                Html.number("%,d", weights.count()),
                Integer.toString(weights.bits()),
                Html.percent(Arrays.stream(above).average().orElse(0)),
                Html.percent(above[0]),
                Html.percent(above[above.length - 1]));
    }

    /** Weight {@code index} of an output, in the order of taps and then channels. */
    private static int weight(PackedWeights weights, int output, int index) {
        int tap = index / weights.inChannels();
        return weights.weight(
                output, tap / weights.kernelWidth(), tap % weights.kernelWidth(), index % weights.inChannels());
    }

    private static RgbImage signs(PackedWeights weights) {
        int perOutput = weights.kernelHeight() * weights.kernelWidth() * weights.inChannels();
        Painting painting = new Painting(weights.outChannels(), perOutput);
        for (int o = 0; o < weights.outChannels(); o++) {
            for (int i = 0; i < perOutput; i++) {
                painting.shade(o, i, 0.5 + 0.5 * weight(weights, o, i) / weights.maxAbs());
            }
        }
        return painting.finish();
    }

    private static String thresholds(String name, Thresholds thresholds, Pictures pictures) {
        double[] sizes = Arrays.stream(thresholds.toValues())
                .mapToDouble(value -> Math.abs((double) value))
                .sorted()
                .toArray();
        double reach = Math.max(1, 1.2 * sizes[(int) (QUANTILE * (sizes.length - 1))]);
        Integer[] order = new Integer[thresholds.channels()];
        Arrays.setAll(order, channel -> channel);
        int middle = thresholds.levels() / 2;
        Arrays.sort(order, (a, b) -> Integer.compare(thresholds.threshold(a, middle), thresholds.threshold(b, middle)));
        Painting painting = new Painting(ZONES, order.length);
        for (int x = 0; x < order.length; x++) {
            for (int y = 0; y < ZONES; y++) {
                int sum = (int) Math.round(reach * (1 - 2 * (y + 0.5) / ZONES));
                painting.shade(y, x, (double) thresholds.code(order[x], sum) / thresholds.levels());
            }
        }
        return "<figure class=\"map tall\">"
                + pictures.bitmap("thresholds-" + name, painting.finish(), 0, "zones of the codes of " + name)
                + Html.number(
                        "<figcaption>%s: %d channels, sums from %.0f to %.0f</figcaption></figure>%n",
                        Html.text(name), order.length, -reach, reach);
    }
}

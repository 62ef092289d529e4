package org.pixelembedding.cli.report;

import java.util.List;
import org.pixelembedding.format.ModelLayout;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.TensorSpec;

/** Bytes, products and microseconds. */
final class CostSection {
    private CostSection() {}

    static String html(Model model, LayerCost cost, String machine) {
        ModelLayout layout = ModelLayout.of(model);
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        StringBuilder rows = new StringBuilder(
                Html.row("header", bytes(layout.headerBytes(), layout), "", "", "", "labels, names, checksums"));
        List<Long> allMacs = model.macs();
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            long macs = allMacs.get(i);
            rows.append(Html.row(
                    Html.text(node.name()),
                    bytes(layout.nodeBytes().get(i), layout),
                    macs == 0 ? "" : Html.number("%,d", macs),
                    node.layer().weightBits() == 0
                            ? ""
                            : Integer.toString(node.layer().weightBits()),
                    specs.get(i).toString(),
                    node.layer().kind().tag()));
        }
        StringBuilder html = new StringBuilder("<h3>Size, to the byte</h3>\n")
                .append(Html.sortable(
                        "Size, layer by layer",
                        List.of("layer", "bytes", "#" + Html.MACS, "#weight bits", "output", "kind"),
                        rows.toString()));
        html.append(Html.number(
                "<p>%,d bytes, of which the header takes %,d; %,d multiply-accumulates.</p>%n",
                layout.fileBytes(), layout.headerBytes(), Report.macs(model)));
        double longest =
                cost.steps().stream().mapToDouble(LayerCost.Step::micros).max().orElse(1);
        StringBuilder times = new StringBuilder();
        for (LayerCost.Step step : cost.steps()) {
            boolean products = step.macs() > 0;
            times.append(Html.row(
                    Html.text(step.layer()),
                    Html.bar(step.micros() / longest, Html.number("%.1f", step.micros())),
                    products ? Html.number("%.0f", step.rate()) : "",
                    products ? Html.bar(step.rate() / cost.peak(), Html.percent(step.rate() / cost.peak())) : "",
                    Html.text(step.how())));
        }
        html.append("<h3>Time, step by step</h3>\n")
                .append(Html.sortable(
                        "Time, step by step",
                        List.of("up to layer", "&micro;s", "#GMAC/s", "of the peak", "how it runs"),
                        times.toString()));
        return html.append(Html.number(
                        "<p>One thread, %.0f&#8239;&micro;s a picture (median); the steps, medians too, add up to"
                                + " %.0f&#8239;&micro;s. GMAC/s: products of a weight and an activation a nanosecond."
                                + " Peak: the %.0f GMAC/s of a 3x3 convolution of 256 channels at 14x14, 1-bit weights and 2-bit codes,"
                                + " measured just before. More than 100&#8239;%%: a first layer that is looked up, sums that stay in a smaller"
                                + " cache, or other work on the machine while the peak was measured.</p>%n<p class=\"note machine\">%s</p>%n",
                        cost.microsPerImage(), cost.totalMicros(), cost.peak(), Html.text(machine)))
                .toString();
    }

    private static String bytes(long bytes, ModelLayout layout) {
        return bytes == 0 ? "" : Html.bar((double) bytes / largest(layout), Html.number("%,d", bytes));
    }

    private static long largest(ModelLayout layout) {
        return Math.max(
                layout.headerBytes(),
                layout.nodeBytes().stream().mapToInt(Integer::intValue).max().orElse(1));
    }
}

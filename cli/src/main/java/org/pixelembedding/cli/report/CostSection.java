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
        StringBuilder html =
                new StringBuilder("<h3>Size, to the byte</h3>\n<div class=\"scroll\"><table class=\"sortable\">");
        html.append(Html.head("layer", "kind", "output", "weight bits", "multiply-accumulates", "bytes"))
                .append("<tbody>\n");
        html.append(
                Html.row("td", "header", "labels, names, checksums", "", "", "", bytes(layout.headerBytes(), layout)));
        List<Long> allMacs = model.macs();
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            long macs = allMacs.get(i);
            html.append(Html.row(
                    "td",
                    Html.text(node.name()),
                    node.layer().kind().tag(),
                    specs.get(i).toString(),
                    node.layer().weightBits() == 0
                            ? ""
                            : Integer.toString(node.layer().weightBits()),
                    macs == 0 ? "" : Html.number("%,d", macs),
                    bytes(layout.nodeBytes().get(i), layout)));
        }
        html.append("</tbody></table></div>\n");
        html.append(Html.number(
                "<p>%,d bytes, of which the header takes %,d; %,d multiply-accumulates.</p>%n",
                layout.fileBytes(), layout.headerBytes(), Report.macs(model)));
        html.append("<h3>Time, layer by layer</h3>\n<div class=\"scroll\"><table class=\"sortable\">");
        html.append(Html.head("up to", "how", "&micro;s", "GMAC/s", "of the peak"))
                .append("<tbody>\n");
        for (LayerCost.Step step : cost.steps()) {
            boolean products = step.macs() > 0;
            html.append(Html.row(
                    "td",
                    Html.text(step.layer()),
                    Html.text(step.how()),
                    Html.bar(step.micros() / cost.totalMicros(), Html.number("%.1f", step.micros())),
                    products ? Html.number("%.0f", step.rate()) : "",
                    products ? Html.bar(step.rate() / cost.peak(), Html.percent(step.rate() / cost.peak())) : ""));
        }
        html.append("</tbody></table></div>\n");
        return html.append(Html.number(
                        "<p>One thread, %.0f&#8239;&micro;s a picture (median). GMAC/s: products of a weight and an activation a nanosecond."
                                + " Peak: the %.0f GMAC/s of a 3x3 convolution of 256 channels at 14x14, 1-bit weights and 2-bit codes,"
                                + " measured just before; a looked-up first layer may exceed it.</p>%n<p class=\"note\">%s</p>%n",
                        cost.microsPerImage(), cost.peak(), Html.text(machine)))
                .toString();
    }

    private static String bytes(long bytes, ModelLayout layout) {
        return bytes == 0 ? "" : Html.bar((double) bytes / layout.fileBytes(), Html.number("%,d", bytes));
    }
}

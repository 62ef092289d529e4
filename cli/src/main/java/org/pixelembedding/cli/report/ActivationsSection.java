package org.pixelembedding.cli.report;

import java.util.List;
import org.pixelembedding.cli.report.Activity.LayerCodes;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;

/** The codes inside: how often each occurs, channels that say nothing, maps of one picture. */
final class ActivationsSection {
    private static final int MAPS = 16;
    private static final int ACROSS = 8;
    /** Codes whose shades are named. */
    private static final int MOST_NAMED = 4;

    private ActivationsSection() {}

    static String html(Activity activity, Pictures pictures) {
        StringBuilder html = new StringBuilder(Html.number(
                "<p>Codes that the layers gave for %d pictures, and how often each occurs. A channel is dead if it gave one code"
                        + " only.%s</p>%n",
                activity.pictures(), key(activity)));
        StringBuilder rows = new StringBuilder();
        for (LayerCodes layer : activity.layers()) {
            rows.append(Html.row(
                    Html.text(layer.layer()),
                    shares(layer.shares()),
                    layer.dead().isEmpty()
                            ? "none"
                            : Html.number(
                                    "%d of %d",
                                    layer.dead().size(), layer.spec().channels()),
                    shape(layer.spec())));
        }
        html.append(Html.table(
                        "Share of each code, layer by layer",
                        List.of("layer", "share of each code, %", "dead channels", "shape"),
                        rows.toString()))
                .append(
                        "<h3>Maps of one picture</h3>\n<p>One channel a square, the stronger the larger its code.</p>\n")
                .append("<div class=\"row\">\n<figure class=\"photo\">")
                .append(pictures.bitmap("maps-picture", activity.example(), 128, "the picture whose maps follow"))
                .append("<figcaption>the picture</figcaption></figure>\n");
        for (LayerCodes layer : activity.layers()) {
            if (layer.spec().pixelCount() < 4) {
                continue;
            }
            String name = Html.text(layer.layer());
            html.append("<figure class=\"map\">")
                    .append(pictures.bitmap(
                            "maps-" + layer.layer(), maps(layer), 0, "codes of the first channels of " + layer.layer()))
                    .append("<figcaption>")
                    .append(Html.number(
                            "%s: %d of %d channels, %dx%d",
                            name,
                            Math.min(MAPS, layer.spec().channels()),
                            layer.spec().channels(),
                            layer.spec().height(),
                            layer.spec().width()))
                    .append("</figcaption></figure>\n");
        }
        return html.append("</div>\n").toString();
    }

    /** What the shades mean, where all layers have the same few codes. */
    private static String key(Activity activity) {
        int codes = 1 << activity.layers().getFirst().spec().bits();
        if (codes > MOST_NAMED
                || activity.layers().stream()
                        .anyMatch(layer -> 1 << layer.spec().bits() != codes)) {
            return "";
        }
        StringBuilder html = new StringBuilder("<span class=\"key\">code");
        for (int code = 0; code < codes; code++) {
            html.append(
                    Html.number("<i class=\"shade\" style=\"--shade:%.3f\"></i>%d", (double) code / (codes - 1), code));
        }
        return html.append("</span>").toString();
    }

    private static String shape(TensorSpec spec) {
        return spec.height() + "x" + spec.width() + "x" + spec.channels() + ", " + spec.bits() + " bit"
                + (spec.bits() == 1 ? "" : "s");
    }

    /** Bars beside each other; many codes are drawn in shades without their numbers. */
    private static String shares(double[] shares) {
        StringBuilder html = new StringBuilder("<span class=\"stack\">");
        for (int code = 0; code < shares.length; code++) {
            if (shares[code] < 0.001) {
                continue;
            }
            double shade = shares.length == 1 ? 1 : (double) code / (shares.length - 1);
            html.append(Html.number(
                    "<span%s style=\"flex:%.4f;--shade:%.3f\" title=\"code %d: %.1f %%\">%s</span>",
                    shade > 0.5 ? " class=\"deep\"" : "",
                    shares[code],
                    shade,
                    code,
                    shares[code] * 100,
                    shares[code] > 0.09 ? Html.number("%.0f", shares[code] * 100) : ""));
        }
        return html.append("</span>").toString();
    }

    /** The first channels in rows of eight, a line of background between them. */
    private static RgbImage maps(LayerCodes layer) {
        TensorSpec spec = layer.spec();
        int count = Math.min(MAPS, spec.channels());
        int rows = (count + ACROSS - 1) / ACROSS;
        int across = Math.min(ACROSS, count);
        Painting painting = new Painting(rows * (spec.height() + 1) - 1, across * (spec.width() + 1) - 1);
        double largest = (1 << spec.bits()) - 1;
        for (int channel = 0; channel < count; channel++) {
            int top = channel / ACROSS * (spec.height() + 1);
            int left = channel % ACROSS * (spec.width() + 1);
            for (int y = 0; y < spec.height(); y++) {
                for (int x = 0; x < spec.width(); x++) {
                    int code = layer.example()[(y * spec.width() + x) * spec.channels() + channel];
                    painting.shade(top + y, left + x, code / largest);
                }
            }
        }
        return painting.finish();
    }
}

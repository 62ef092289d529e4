package org.pixelembedding.cli.report;

import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.image.SeenImage;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;

/** What is left of pictures in their codes. */
final class SightSection {
    private static final int SHOWN = 128;

    private SightSection() {}

    static String html(PixelEmbedding table, List<RgbImage> examples, Pictures pictures) {
        SeenImage seen = new SeenImage(table);
        StringBuilder html = new StringBuilder(
                "<p>Values that share a code vector cannot be told apart any more: each pixel is drawn as the mean of the values"
                        + " that have its codes.</p>\n<div class=\"sight\">\n");
        for (int i = 0; i < examples.size(); i++) {
            RgbImage picture = examples.get(i);
            RgbImage redrawn = seen.draw(picture);
            html.append("<figure>")
                    .append(pictures.bitmap("sight-" + (i + 1), picture, SHOWN, "picture " + (i + 1)))
                    .append(pictures.bitmap(
                            "sight-" + (i + 1) + "-codes", redrawn, SHOWN, "picture " + (i + 1) + " from its codes"))
                    .append(pictures.bitmap(
                            "sight-" + (i + 1) + "-lost",
                            seen.lost(picture),
                            SHOWN,
                            "what was lost of picture " + (i + 1) + ", amplified"))
                    .append(Html.number(
                            "<figcaption><span>picture</span><span>from its codes</span><span>lost, %d times as strong;"
                                    + " mean %.1f of 255</span></figcaption></figure>%n",
                            SeenImage.AMPLIFIED, meanLoss(picture, redrawn)));
        }
        return html.append(
                        "</div>\n<p class=\"note\">Grey: nothing lost. Mean: of the absolute differences of all pixels"
                                + " and colours.</p>\n")
                .toString();
    }

    private static double meanLoss(RgbImage a, RgbImage b) {
        return IntStream.range(0, a.rgb().length)
                .map(i -> Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)))
                .average()
                .orElse(0);
    }
}

package org.pixelembedding.cli.report;

import java.util.List;
import org.pixelembedding.image.SeenImage;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.RgbImage;

/** What is left of pictures in their codes. */
final class SightSection {
    private static final int SHOWN = 128;
    private static final int AMPLIFIED = 8;

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
                            difference(picture, redrawn),
                            SHOWN,
                            "what was lost of picture " + (i + 1) + ", amplified"))
                    .append("</figure>\n");
        }
        return html.append(
                        "</div>\n<p class=\"note\">Left: the picture. Middle: from its codes. Right: the difference, "
                                + AMPLIFIED + " times as strong, grey for none.</p>\n")
                .toString();
    }

    private static RgbImage difference(RgbImage a, RgbImage b) {
        byte[] rgb = new byte[a.rgb().length];
        for (int i = 0; i < rgb.length; i++) {
            int lost = (a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff);
            rgb[i] = (byte) Math.clamp(128 + AMPLIFIED * (long) lost, 0, 255);
        }
        return new RgbImage(a.height(), a.width(), rgb);
    }
}

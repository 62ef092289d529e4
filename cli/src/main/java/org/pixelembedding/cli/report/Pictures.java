package org.pixelembedding.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pixelembedding.cli.picture.Figure;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.image.PngEncoder;
import org.pixelembedding.model.RgbImage;

/** The pictures of a report: as HTML that holds them, and as files. */
final class Pictures {
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final Map<String, byte[]> bitmaps = new LinkedHashMap<>();

    /**
     * A figure of strokes.
     *
     * @param name of its files, without an ending
     * @param about what it shows, for who cannot see it
     */
    String figure(String name, Figure figure, String about) {
        figures.put(name, figure);
        String svg = figure.svg().replaceFirst("<svg ", "<svg role=\"img\" aria-label=\"" + Html.text(about) + "\" ");
        return "<figure class=\"chart\">" + svg + "</figure>\n";
    }

    /**
     * A picture shown enlarged, pixel by pixel.
     *
     * @param name of its file, without an ending
     * @param width shown, in CSS pixels; 0 for as wide as the place it is in
     */
    String bitmap(String name, RgbImage image, int width, String about) {
        byte[] png = PngEncoder.encode(image);
        bitmaps.put(name, png);
        return "<img alt=\"" + Html.text(about) + "\"" + (width == 0 ? "" : " width=\"" + width + "\"")
                + " src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(png) + "\">";
    }

    /** Writes SVG and PNG of every figure and PNG of every other picture into an existing directory. */
    void write(Path directory) throws IOException {
        for (Map.Entry<String, Figure> figure : figures.entrySet()) {
            byte[] svg = figure.getValue().svg().getBytes(StandardCharsets.UTF_8);
            WholeFile.write(directory.resolve(figure.getKey() + ".svg"), out -> out.write(svg));
            figure.getValue().writePng(directory.resolve(figure.getKey() + ".png"));
        }
        for (Map.Entry<String, byte[]> bitmap : bitmaps.entrySet()) {
            WholeFile.write(directory.resolve(bitmap.getKey() + ".png"), out -> out.write(bitmap.getValue()));
        }
    }
}

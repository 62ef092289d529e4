package org.pixelembedding.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PathFigureTest {
    private static final Pattern LABEL =
            Pattern.compile("<text x=\"([0-9.]+)\" y=\"([0-9.]+)\"[^>]*>([0-9, ]+)</text>");

    /** A line from the left to the right, whose first values all lie at its begin. */
    private static double[][] way(int together) {
        double[][] points = new double[256][];
        Arrays.setAll(points, value -> new double[] {Math.max(0, value - together), 0.5 * value % 7});
        for (int value = 0; value <= together; value++) {
            points[value] = new double[2];
        }
        return points;
    }

    private static List<String> labels(PathFigure figure) {
        return LABEL.matcher(figure.svg())
                .results()
                .map(label -> label.group(3))
                .toList();
    }

    @Test
    void valuesAtOnePlaceShareALabel() {
        assertThat(labels(new PathFigure("Red", way(0), Optional.empty(), Sheet.Colour.RED)))
                .containsExactly("0", "64", "128", "192", "255");
        assertThat(labels(new PathFigure("Red", way(130), Optional.empty(), Sheet.Colour.RED)))
                .containsExactly("0, 64, 128", "192", "255");
    }

    @Test
    void labelsLieOnTheSheet() {
        PathFigure figure = new PathFigure("Red", way(130), Optional.empty(), Sheet.Colour.RED);
        LABEL.matcher(figure.svg()).results().forEach(label -> {
            double half = 3.5 * label.group(3).length();
            assertThat(Double.parseDouble(label.group(1))).isBetween(half, figure.width() - half);
            assertThat(Double.parseDouble(label.group(2))).isBetween(12.0, (double) figure.height());
        });
    }

    @Test
    void theEarlierWayLiesBehindAndOnTheSheet() {
        double[][] wider = way(0);
        wider[255] = new double[] {600, 40};
        String svg = new PathFigure("Red", way(0), Optional.of(wider), Sheet.Colour.RED).svg();
        String grey = "stroke=\"" + Sheet.Colour.FAINT.hex();
        String red = "stroke=\"" + Sheet.Colour.RED.hex();
        assertThat(svg.split(grey, -1)).hasSize(256);
        assertThat(svg.lastIndexOf(grey)).isLessThan(svg.indexOf(red));
        Pattern.compile("x2=\"([0-9.-]+)\"")
                .matcher(svg)
                .results()
                .forEach(x -> assertThat(Double.parseDouble(x.group(1))).isBetween(0.0, 350.0));
    }
}

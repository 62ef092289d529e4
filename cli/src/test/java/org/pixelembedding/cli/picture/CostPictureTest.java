package org.pixelembedding.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.pixelembedding.cli.picture.CostPicture.Row;

class CostPictureTest {
    private static Row row(String name, double cost, double accuracy) {
        return new Row(name, cost, accuracy, List.of());
    }

    @Test
    void theFrontIsWhatNoOtherRowBeats() {
        CostPicture picture = new CostPicture(
                "try",
                "kB",
                List.of(
                        row("large and best", 95, 88),
                        row("larger and worse", 90, 80),
                        row("small", 80, 84),
                        row("as small and worse", 80, 83),
                        row("smallest", 79, 60)));
        assertThat(picture.front()).extracting(Row::name).containsExactly("smallest", "small", "large and best");
    }

    /** Two strokes of a way of three places, which the axes make room for. */
    @Test
    void theWayOfARowIsDrawn() {
        List<CostPicture.Point> way =
                List.of(new CostPicture.Point(1, 10), new CostPicture.Point(2, 50), new CostPicture.Point(3, 90));
        String drawn = new CostPicture("try", "hours", List.of(new Row("run", 3, 60, way))).svg();
        assertThat(drawn).contains(">80</text>", ">hours</text>", ">run</text>", "lines: validation accuracy</text>");
        assertThat(Pattern.compile("<line[^>]*" + Sheet.Colour.PALE.hex())
                        .matcher(drawn)
                        .results())
                .hasSize(3); // the third leads to the name
    }

    /** Thirty rows of one accuracy: all are named, none over another, none outside the sheet. */
    @Test
    void namesStandALineApartInsideTheSheet() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            rows.add(row("row " + i, 80 + 0.1 * i, 85));
        }
        CostPicture picture = new CostPicture("try", "kB", rows);
        Matcher names =
                Pattern.compile("y=\"([0-9.]+)\"[^>]*>row [0-9]+</text>").matcher(picture.svg());
        List<Double> places = new ArrayList<>();
        while (names.find()) {
            places.add(Double.parseDouble(names.group(1)));
        }
        assertThat(places).hasSize(30).isSorted();
        assertThat(places.getFirst()).isPositive();
        assertThat(places.getLast()).isLessThan(picture.height());
        for (int i = 1; i < places.size(); i++) {
            assertThat(places.get(i) - places.get(i - 1)).isGreaterThanOrEqualTo(16);
        }
    }
}

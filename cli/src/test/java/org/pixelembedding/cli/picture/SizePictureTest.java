package org.pixelembedding.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.pixelembedding.cli.picture.SizePicture.Row;

class SizePictureTest {
    @Test
    void theFrontIsWhatNoOtherRowBeats() {
        SizePicture picture = new SizePicture(
                "try",
                List.of(
                        new Row("large and best", 95_000, 88),
                        new Row("larger and worse", 90_000, 80),
                        new Row("small", 80_000, 84),
                        new Row("as small and worse", 80_000, 83),
                        new Row("smallest", 79_000, 60)));
        assertThat(picture.front()).extracting(Row::name).containsExactly("smallest", "small", "large and best");
    }

    /** Thirty rows of one accuracy: all are named, none over another, none outside the sheet. */
    @Test
    void namesStandALineApartInsideTheSheet() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            rows.add(new Row("row " + i, 80_000 + 100 * i, 85));
        }
        SizePicture picture = new SizePicture("try", rows);
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

package org.pixelembedding.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.pixelembedding.cli.picture.ComparisonPicture.Row;

class ComparisonPictureTest {
    /** Names end at the axis: a long one moves it to the right, and leaves room for both axes. */
    @Test
    void longNamesStayOnTheSheet() {
        assertThat(endOfNames("float ends")).isEqualTo(316);
        String name = "pixel embedding, d = 21, as before, learned thresholds";
        assertThat(endOfNames(name)).isBetween(name.length() * 7.0, 500.0);
    }

    private static double endOfNames(String name) {
        ComparisonPicture picture = new ComparisonPicture(
                "try",
                "other",
                List.of(
                        new Row("other", List.of(80.0, 81.0), OptionalDouble.empty(), OptionalDouble.empty()),
                        new Row(name, List.of(82.0), OptionalDouble.of(1.5), OptionalDouble.empty())));
        Matcher place =
                Pattern.compile("x=\"([0-9.]+)\"[^>]*>" + name + "</text>").matcher(picture.svg());
        assertThat(place.find()).isTrue();
        return Double.parseDouble(place.group(1));
    }
}

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

    /** What stands below an axis is in its middle: a long one widens the sheet, and what is short leaves it as it is. */
    @Test
    void longReferencesStayOnTheSheet() {
        assertThat(picture("other", "float ends").width()).isEqualTo(1000);
        String reference = "pixel embedding, d = 21, 4 codes for the classifier";
        ComparisonPicture wide = picture(reference, "float ends");
        double middle = place("against " + reference + ", points \\(95 %\\)", wide);
        double half = ("against , points (95 %)".length() + reference.length()) * 7 / 2.0;
        assertThat(middle + half).isLessThanOrEqualTo(wide.width());
        assertThat(middle - half).isGreaterThan(place("test accuracy, %", wide));
    }

    private static double endOfNames(String name) {
        return place(name, picture("other", name));
    }

    private static double place(String text, ComparisonPicture picture) {
        Matcher place =
                Pattern.compile("x=\"([0-9.]+)\"[^>]*>" + text + "</text>").matcher(picture.svg());
        assertThat(place.find()).isTrue();
        return Double.parseDouble(place.group(1));
    }

    private static ComparisonPicture picture(String reference, String name) {
        return new ComparisonPicture(
                "try",
                reference,
                List.of(
                        new Row(reference, List.of(80.0, 81.0), OptionalDouble.empty(), OptionalDouble.empty()),
                        new Row(name, List.of(82.0), OptionalDouble.of(1.5), OptionalDouble.empty())));
    }
}

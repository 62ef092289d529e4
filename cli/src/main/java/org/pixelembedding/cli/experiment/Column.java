package org.pixelembedding.cli.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a table may tell of a row. */
public enum Column {
    /** Which ends work on floats. */
    ENDS("float ends"),
    SEEDS("seeds"),
    /** Of the last epoch, as the next one. */
    TRAINING_LOSS("training loss"),
    VALIDATION_LOSS("validation loss"),
    VALIDATION("validation, %"),
    TEST("test, %"),
    TOP5("top-5, %"),
    /** Against the reference row, paired by seed. */
    DIFFERENCE("difference, points"),
    /** Against the learned table of as many channels, and of as many bits a pixel, paired by seed. */
    SAME_CHANNELS("to a learned table of as many channels, points"),
    SAME_WIDTH("to a learned table of as many bits, points"),
    /** Mean over the strengths of a distortion of the test pictures, as the next two. */
    BRIGHTNESS("brightness, %"),
    CONTRAST("contrast, %"),
    JPEG("JPEG, %"),
    /** Share of the codes of a learned table that are not those it started from. */
    CODES_CHANGED("codes changed, %"),
    BYTES("model, bytes"),
    MACS("MMAC"),
    SECONDS("training, s"),
    VERIFY("differences under verify");

    static final List<Column> DEFAULTS =
            List.of(SEEDS, VALIDATION, TEST, TOP5, DIFFERENCE, BYTES, MACS, SECONDS, VERIFY);

    private final String title;

    Column(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    static Optional<Column> of(String option) {
        return Arrays.stream(values())
                .filter(column -> column.option().equals(option))
                .findFirst();
    }

    static List<String> options() {
        return Arrays.stream(values()).map(Column::option).toList();
    }

    private String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package org.pixelembedding.train;

import java.util.Arrays;
import java.util.List;

/** Which code stands for a pixel value (the input layers of the comparison). */
public enum InputKind {
    /** Learned table (arXiv 2407.16174). */
    PIXEL_EMBEDDING("pixel-embedding"),
    /** Fixed thermometer of d dimensions with b bits each (arXiv 2410.11553, with thresholds that do not saturate). */
    GENERALIZED_THERMOMETER("generalized-thermometer"),
    /** The pixel itself at b bits: q(m * x / 255). */
    DIRECT("direct"),
    /** Float pixels, normalized, into a float convolution; usual practice. */
    FLOAT("float");

    private final String option;

    InputKind(String option) {
        this.option = option;
    }

    /** Its name on the command line and in files. */
    public String option() {
        return option;
    }

    public static List<String> options() {
        return Arrays.stream(values()).map(InputKind::option).toList();
    }

    public static InputKind of(String option) {
        return Arrays.stream(values())
                .filter(kind -> kind.option.equals(option))
                .findFirst()
                .orElseThrow(() -> new ConfigException(Names.unknown("input", option, options())));
    }
}

package org.pixelembedding.data;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parts that a source may have. */
enum Part {
    TRAIN,
    VALIDATION,
    TEST,
    /** All pictures of a source without parts. */
    EVERYTHING;

    private static final Map<String, Part> NAMES =
            Map.of("train", TRAIN, "val", VALIDATION, "validation", VALIDATION, "test", TEST);

    /** The part that a folder, a column or the beginning of a shard's name may be called after, in any case. */
    static Optional<Part> named(String name) {
        return Optional.ofNullable(NAMES.get(name.toLowerCase(Locale.ROOT)));
    }

    /** {@code train}, {@code validation}, {@code test} or {@code everything}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

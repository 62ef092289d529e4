package org.pixelembedding.data;

import java.util.Map;
import java.util.Optional;

/** A source that keeps its parts in a map. */
interface PartedSource extends ImageSource {
    Map<Part, ? extends ImageSet> parts();

    private Optional<ImageSet> part(Part part) {
        return Optional.ofNullable(parts().get(part));
    }

    @Override
    default Optional<ImageSet> train() {
        return part(Part.TRAIN);
    }

    @Override
    default Optional<ImageSet> validation() {
        return part(Part.VALIDATION);
    }

    @Override
    default Optional<ImageSet> test() {
        return part(Part.TEST);
    }

    @Override
    default Optional<ImageSet> everything() {
        return part(Part.EVERYTHING);
    }
}

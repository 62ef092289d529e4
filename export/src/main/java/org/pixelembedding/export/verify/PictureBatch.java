package org.pixelembedding.export.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.pixelembedding.model.RgbImage;

/** Some pictures in a row, and whose class sums they are compared with. */
final class PictureBatch {
    private final int from;
    private final List<String> names = new ArrayList<>();
    private final List<RgbImage> pictures = new ArrayList<>();
    /** By picture, both; null until a target ran it. */
    private final int[][] sums;

    private final TargetRun[] references;

    PictureBatch(PictureSequence sequence, int from, int count) throws IOException {
        this.from = from;
        for (int i = from; i < from + count; i++) {
            names.add(sequence.name(i));
            pictures.add(sequence.picture(i));
        }
        sums = new int[count][];
        references = new TargetRun[count];
    }

    int size() {
        return pictures.size();
    }

    /** The pictures in front of picture {@code limit} of the whole sequence. */
    List<RgbImage> upTo(int limit) {
        return pictures.subList(0, Math.clamp(limit - from, 0, size()));
    }

    RgbImage picture(int index) {
        return pictures.get(index);
    }

    String name(int index) {
        return names.get(index);
    }

    /** Whether no target ran the picture yet; then these sums are what others are compared with. */
    boolean isFirst(int index, int[] itsSums, TargetRun by) {
        if (sums[index] != null) {
            return false;
        }
        sums[index] = itsSums;
        references[index] = by;
        return true;
    }

    int[] expected(int index) {
        return sums[index];
    }

    TargetRun reference(int index) {
        return references[index];
    }
}

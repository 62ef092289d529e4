package org.pixelembedding.data;

import java.io.IOException;
import java.util.List;
import org.pixelembedding.model.RgbImage;

/**
 * A set of labelled pictures in a fixed order. Only names and labels stay in memory; a picture is decoded when it is
 * asked for. Safe for use by several threads.
 */
public interface ImageSet {
    /** Class names; a label is an index into them. Sorted as the source defines (folders: by name). */
    List<String> labels();

    int size();

    /** Class of picture {@code index}, 0 to {@code labels().size() - 1}. */
    int label(int index);

    /** Path or record of picture {@code index}, for messages and reports. */
    String name(int index);

    /**
     * Decodes picture {@code index} at the size that it has in the source.
     *
     * @throws UnreadableImageException if its bytes are no picture; the message names the path
     */
    RgbImage read(int index) throws IOException;

    /**
     * Finds out whether a picture can be decoded, by doing so unless that is known.
     *
     * @throws UnreadableImageException as {@link #read} does
     */
    default void check(int index) throws IOException {
        read(index);
    }

    /** True if nothing is decoded to read a picture: it is in memory, or in a file of pixels. */
    default boolean inMemory() {
        return false;
    }

    /** Number of pictures of each class, in the order of {@link #labels}. */
    default int[] classCounts() {
        int[] counts = new int[labels().size()];
        for (int i = 0; i < size(); i++) {
            counts[label(i)]++;
        }
        return counts;
    }
}

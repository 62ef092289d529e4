package org.pixelembedding.export.verify;

import java.io.IOException;
import java.util.List;
import org.pixelembedding.model.RgbImage;

/** A model, running in a target. Belongs to one thread. */
public interface TargetProgram extends AutoCloseable {
    /**
     * Class sums of each picture.
     *
     * @param pictures of the model's size
     * @throws IOException if the target fails; says what it said
     */
    List<int[]> sums(List<RgbImage> pictures) throws IOException;

    /**
     * What each layer gives for a picture, in the order of the model's nodes, each in order {@code [y][x][channel]}. Empty where
     * the target keeps no numbers of that layer, because it is one with another there.
     *
     * @throws IOException if the target fails; says what it said
     */
    List<int[]> layers(RgbImage picture) throws IOException;

    @Override
    default void close() {}
}

package org.pixelembedding.export.verify;

import java.io.IOException;
import org.pixelembedding.model.RgbImage;

/** Decoded pictures of a model's size, read one at a time. */
public interface PictureSequence {
    int count();

    /** For messages. */
    String name(int index);

    /**
     * One of them.
     *
     * @throws IOException if it cannot be read; names it
     */
    RgbImage picture(int index) throws IOException;
}

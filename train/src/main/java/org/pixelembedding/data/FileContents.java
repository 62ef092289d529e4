package org.pixelembedding.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.stream.Stream;

/** Files that are read by their path below one root, in a folder or packed. Safe for use by several threads. */
interface FileContents extends Closeable {
    /** The path it was opened from. */
    String name();

    /** What to call a file in messages: a path that the user can find. */
    String nameOf(String file);

    /** All bytes of a file. */
    byte[] read(String file) throws IOException;

    /** Hashes what changes when one of these files does, without reading them: places, sizes and times. */
    void stamp(Stream<String> files, Fingerprint hash) throws IOException;
}

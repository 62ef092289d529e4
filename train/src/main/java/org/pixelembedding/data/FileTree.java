package org.pixelembedding.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/** Files below one root, in a folder or packed: what the layouts are recognised in. Safe for use by several threads. */
interface FileTree extends Closeable {
    /** More than any picture or CIFAR file has; a larger one is refused before memory is taken for it. */
    int MAX_FILE_BYTES = 1 << 28;

    /** The path it was opened from. */
    String name();

    /** Paths of all files below the root, separated by {@code /}, sorted by {@link String#compareTo}. */
    List<String> files();

    /** Paths of all folders below the root, without a {@code /} at the end, those without files included. */
    SortedSet<String> folders();

    /** What to call a file in messages: a path that the user can find. */
    String nameOf(String file);

    /** All bytes of a file. */
    byte[] read(String file) throws IOException;

    /** True if a component begins with a dot or is what macOS adds to zips. */
    static boolean hidden(String path) {
        for (String component : path.split("/", -1)) {
            if (component.startsWith(".") || component.equals("__MACOSX")) {
                return true;
            }
        }
        return false;
    }

    /** Adds all folders that a path lies in. */
    static void addParents(String path, SortedSet<String> folders) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (!folders.add(path.substring(0, slash))) {
                return; // its parents are there already
            }
        }
    }
}

package org.pixelembedding.data;

import java.util.List;
import java.util.SortedSet;

/** Files below one root with a list of them: what the layouts are recognised in. */
interface FileTree extends FileContents {
    /** More than any picture or CIFAR file has; a larger one is refused before memory is taken for it. */
    int MAX_FILE_BYTES = 1 << 28;

    /** Paths of all files below the root, separated by {@code /}, sorted by {@link String#compareTo}. */
    List<String> files();

    /** Paths of all folders below the root, without a {@code /} at the end, those without files included. */
    SortedSet<String> folders();

    /** The same files without the list, which takes more memory than an index of them; closing it closes the tree. */
    FileContents contents();

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

package org.pixelembedding.data;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One folder per class, with or without {@code train}, {@code val}, {@code test} above them, as it was recognised in a
 * tree.
 *
 * <p>The <em>base</em> is the folder that holds the parts or classes: the root, or, while a folder holds nothing but one
 * folder that holds folders itself, the next one down. A folder named like a part is a part only if it holds folders (a
 * class of railway pictures may be called {@code train}). Pictures may lie deeper below their class.
 *
 * @param base empty, or ends with {@code /}
 * @param folders what holds the classes of each part; empty, or ends with {@code /}
 * @param labels names of the class folders of all parts, sorted
 */
record ClassLayout(String base, Map<Part, String> folders, List<String> labels) {
    /**
     * Recognises it.
     *
     * @throws DataException if there are no class folders; says what is there instead
     */
    static ClassLayout in(FileTree tree) throws DataException {
        String base = base(tree);
        Map<Part, String> folders = partFolders(tree, base);
        SortedSet<String> names = new TreeSet<>();
        for (String folder : folders.values()) {
            names.addAll(children(tree, folder));
        }
        return new ClassLayout(base, folders, List.copyOf(names));
    }

    private static String base(FileTree tree) {
        String base = "";
        while (true) {
            SortedSet<String> children = children(tree, base);
            if (children.size() != 1 || Part.named(children.first()).isPresent()) {
                return base;
            }
            String next = base + children.first() + "/";
            if (children(tree, next).isEmpty()
                    || (picturesIn(tree, next) > 0 && parts(tree, next).isEmpty())) {
                return base;
            }
            base = next;
        }
    }

    /** Which folders hold the classes of which part: paths that end with {@code /}. */
    private static Map<Part, String> partFolders(FileTree tree, String base) throws DataException {
        String where = where(tree, base);
        SortedSet<String> children = children(tree, base);
        if (children.isEmpty()) {
            int pictures = picturesIn(tree, base);
            throw new DataException(
                    where + ": want one folder per class (or train, val, test with such folders in them), got "
                            + (pictures == 0 ? "no pictures" : pictures + " pictures without class folders"));
        }
        Map<Part, String> parts = new EnumMap<>(Part.class);
        for (String child : parts(tree, base)) {
            Part part = Part.named(child).orElseThrow();
            String twin = parts.put(part, base + child + "/");
            if (twin != null) {
                throw new DataException(where + ": want one " + part.word() + " part, got two (" + twin + " and " + base
                        + child + "/); rename one");
            }
        }
        if (!parts.isEmpty()) {
            return parts;
        }
        if (children.stream().allMatch(child -> Part.named(child).isPresent())) {
            throw new DataException(where + ": want one folder per class inside " + String.join(", ", children)
                    + ", got no folders there");
        }
        return Map.of(Part.EVERYTHING, base);
    }

    /** Folders of the base that are named like a part and hold folders. */
    private static List<String> parts(FileTree tree, String base) {
        return children(tree, base).stream()
                .filter(child -> Part.named(child).isPresent())
                .filter(child -> !children(tree, base + child + "/").isEmpty())
                .toList();
    }

    /** Names of the folders directly in {@code folder}, which is empty or ends with {@code /}. */
    static SortedSet<String> children(FileTree tree, String folder) {
        SortedSet<String> names = new TreeSet<>();
        // '0' is the character after '/': all paths below the folder lie between the two.
        SortedSet<String> below = folder.isEmpty()
                ? tree.folders()
                : tree.folders().subSet(folder, folder.substring(0, folder.length() - 1) + '0');
        for (String path : below) {
            if (path.indexOf('/', folder.length()) < 0) {
                names.add(path.substring(folder.length()));
            }
        }
        return names;
    }

    /** Number of pictures directly in a folder. */
    private static int picturesIn(FileTree tree, String folder) {
        return (int) tree.files().stream()
                .filter(file -> file.startsWith(folder)
                        && file.indexOf('/', folder.length()) < 0
                        && PictureFiles.isPicture(file))
                .count();
    }

    /** What to call a folder in messages. */
    static String where(FileTree tree, String folder) {
        return folder.isEmpty() ? tree.name() : tree.nameOf(folder.substring(0, folder.length() - 1));
    }
}

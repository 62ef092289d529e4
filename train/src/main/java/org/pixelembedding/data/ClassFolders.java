package org.pixelembedding.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One folder per class, with or without {@code train}, {@code val}, {@code test} above them.
 *
 * <p>The <em>base</em> is the folder that holds the parts or classes: the root, or, while a folder holds nothing but one
 * folder that holds folders itself, the next one down. A folder named like a part is a part only if it holds folders (a
 * class of railway pictures may be called {@code train}). Pictures may lie deeper below their class. Fingerprint: for
 * every picture of every part, sorted by path, {@code path below the base, 0x00, length in decimal, 0x00, bytes}.
 */
final class ClassFolders implements ImageSource {
    private static final Set<String> EXTENSIONS =
            Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "dib", "gif");
    private static final Map<String, Part> PART_NAMES =
            Map.of("train", Part.TRAIN, "val", Part.VALIDATION, "validation", Part.VALIDATION, "test", Part.TEST);

    private enum Part {
        TRAIN,
        VALIDATION,
        TEST,
        EVERYTHING
    }

    private final FileTree tree;
    private final String base;
    private final List<String> labels;
    private final Map<Part, FolderImages> parts;
    private final int ignored;
    private volatile Optional<String> fingerprint = Optional.empty();

    private ClassFolders(FileTree tree, String base, List<String> labels, Map<Part, FolderImages> parts, int ignored) {
        this.tree = tree;
        this.base = base;
        this.labels = labels;
        this.parts = parts;
        this.ignored = ignored;
    }

    /** Recognises the layout. The result owns the tree. */
    static ClassFolders index(FileTree tree) throws DataException {
        String base = base(tree);
        Map<Part, String> folders = partFolders(tree, base);
        SortedSet<String> names = new TreeSet<>();
        for (String folder : folders.values()) {
            names.addAll(children(tree, folder));
        }
        List<String> labels = List.copyOf(names);
        Map<Part, FolderImages> parts = new EnumMap<>(Part.class);
        int ignored = 0;
        for (Map.Entry<Part, String> entry : folders.entrySet()) {
            PartIndex index = new PartIndex(tree, entry.getValue(), labels);
            parts.put(entry.getKey(), index.images());
            ignored += index.ignored;
        }
        return new ClassFolders(tree, base, labels, parts, ignored);
    }

    private static String base(FileTree tree) {
        String base = "";
        while (true) {
            SortedSet<String> children = children(tree, base);
            if (children.size() != 1 || PART_NAMES.containsKey(children.first().toLowerCase(Locale.ROOT))) {
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
            Part part = PART_NAMES.get(child.toLowerCase(Locale.ROOT));
            String twin = parts.put(part, base + child + "/");
            if (twin != null) {
                throw new DataException(where + ": want one " + part.name().toLowerCase(Locale.ROOT)
                        + " part, got two (" + twin + " and " + base + child + "/); rename one");
            }
        }
        if (!parts.isEmpty()) {
            return parts;
        }
        if (children.stream().allMatch(child -> PART_NAMES.containsKey(child.toLowerCase(Locale.ROOT)))) {
            throw new DataException(where + ": want one folder per class inside " + String.join(", ", children)
                    + ", got no folders there");
        }
        return Map.of(Part.EVERYTHING, base);
    }

    /** Folders of the base that are named like a part and hold folders. */
    private static List<String> parts(FileTree tree, String base) {
        return children(tree, base).stream()
                .filter(child -> PART_NAMES.containsKey(child.toLowerCase(Locale.ROOT)))
                .filter(child -> !children(tree, base + child + "/").isEmpty())
                .toList();
    }

    /** Names of the folders directly in {@code folder}, which is empty or ends with {@code /}. */
    private static SortedSet<String> children(FileTree tree, String folder) {
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
                .filter(file -> file.startsWith(folder) && file.indexOf('/', folder.length()) < 0 && isPicture(file))
                .count();
    }

    static boolean isPicture(String file) {
        return EXTENSIONS.contains(file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    private static String where(FileTree tree, String folder) {
        return folder.isEmpty() ? tree.name() : tree.nameOf(folder.substring(0, folder.length() - 1));
    }

    /** Picks the pictures of one part out of the tree. */
    private static final class PartIndex {
        private final FileTree tree;
        private final List<String> labels;
        private final List<String> files = new ArrayList<>();
        private final List<Integer> classes = new ArrayList<>();
        private int ignored;

        PartIndex(FileTree tree, String folder, List<String> labels) throws DataException {
            this.tree = tree;
            this.labels = labels;
            Map<String, Integer> indices = new HashMap<>();
            labels.forEach(label -> indices.put(label, indices.size()));
            int[] others = new int[labels.size()];
            int[] pictures = new int[labels.size()];
            for (String file : tree.files()) {
                int slash = file.startsWith(folder) ? file.indexOf('/', folder.length()) : -1;
                if (slash < 0) {
                    continue; // in another part, or beside the class folders: a licence, a list
                }
                int label = indices.get(file.substring(folder.length(), slash));
                if (isPicture(file)) {
                    files.add(file);
                    classes.add(label);
                    pictures[label]++;
                } else {
                    others[label]++;
                    ignored++;
                }
            }
            for (String child : children(tree, folder)) {
                int label = indices.get(child);
                if (pictures[label] == 0) {
                    throw new DataException(where(tree, folder + child + "/")
                            + ": a class without pictures, want JPEG, PNG, WebP, BMP or GIF files, got "
                            + (others[label] == 0 ? "none" : others[label] + " other files")
                            + "; add pictures or remove the folder");
                }
            }
        }

        FolderImages images() {
            return new FolderImages(
                    tree,
                    labels,
                    List.copyOf(files),
                    classes.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    @Override
    public String name() {
        return tree.name();
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public Optional<ImageSet> train() {
        return Optional.ofNullable(parts.get(Part.TRAIN));
    }

    @Override
    public Optional<ImageSet> validation() {
        return Optional.ofNullable(parts.get(Part.VALIDATION));
    }

    @Override
    public Optional<ImageSet> test() {
        return Optional.ofNullable(parts.get(Part.TEST));
    }

    @Override
    public Optional<ImageSet> everything() {
        return Optional.ofNullable(parts.get(Part.EVERYTHING));
    }

    @Override
    public int ignoredFiles() {
        return ignored;
    }

    @Override
    public String fingerprint() throws IOException {
        if (fingerprint.isEmpty()) {
            List<String> files = parts.values().stream()
                    .flatMap(part -> part.files().stream())
                    .sorted()
                    .toList();
            Fingerprint hash = new Fingerprint();
            for (String file : files) {
                byte[] bytes = tree.read(file);
                hash.text(file.substring(base.length()));
                hash.text(Integer.toString(bytes.length));
                hash.bytes(bytes);
            }
            fingerprint = Optional.of(hash.hex());
        }
        return fingerprint.get();
    }

    @Override
    public void close() throws IOException {
        tree.close();
    }
}

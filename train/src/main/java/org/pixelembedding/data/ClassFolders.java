package org.pixelembedding.data;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One folder per class on disk or in a zip: see {@link ClassLayout}. Fingerprint: for every picture of every part, sorted
 * by path, {@code path below the base, 0x00, length in decimal, 0x00, bytes}.
 */
final class ClassFolders implements PartedSource {
    private final FileContents contents;
    private final ClassLayout layout;
    private final Map<Part, FolderImages> parts;
    private final int ignored;
    private volatile Optional<String> fingerprint = Optional.empty();

    private ClassFolders(FileContents contents, ClassLayout layout, Map<Part, FolderImages> parts, int ignored) {
        this.contents = contents;
        this.layout = layout;
        this.parts = parts;
        this.ignored = ignored;
    }

    /** Recognises the layout. The result owns the tree's files, and forgets its list. */
    static ClassFolders index(FileTree tree) throws DataException {
        ClassLayout layout = ClassLayout.in(tree);
        Map<Part, FolderImages> parts = new EnumMap<>(Part.class);
        int ignored = 0;
        for (Map.Entry<Part, String> entry : layout.folders().entrySet()) {
            PartIndex index = new PartIndex(tree, entry.getValue(), layout.labels());
            parts.put(entry.getKey(), index.images());
            ignored += index.ignored;
        }
        return new ClassFolders(tree.contents(), layout, parts, ignored);
    }

    /** Picks the pictures of one part out of the tree. */
    private static final class PartIndex {
        private final FileTree tree;
        private final List<String> labels;
        private final PackedPaths files = new PackedPaths();
        private final GrowingInts classes = new GrowingInts();
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
                if (PictureFiles.isPicture(file)) {
                    files.add(file);
                    classes.add(label);
                    pictures[label]++;
                } else {
                    others[label]++;
                    ignored++;
                }
            }
            for (String child : ClassLayout.children(tree, folder)) {
                int label = indices.get(child);
                if (pictures[label] == 0) {
                    throw new DataException(ClassLayout.where(tree, folder + child + "/")
                            + ": a class without pictures, want JPEG, PNG, WebP, BMP or GIF files, got "
                            + (others[label] == 0 ? "none" : others[label] + " other files")
                            + "; add pictures or remove the folder");
                }
            }
        }

        FolderImages images() {
            return new FolderImages(tree.contents(), labels, files.trimmed(), classes.toArray());
        }
    }

    @Override
    public Map<Part, FolderImages> parts() {
        return parts;
    }

    @Override
    public String name() {
        return contents.name();
    }

    @Override
    public List<String> labels() {
        return layout.labels();
    }

    @Override
    public int ignoredFiles() {
        return ignored;
    }

    private Stream<String> files() {
        return parts.values().stream().flatMap(part -> part.files().stream());
    }

    @Override
    public String stamp() throws IOException {
        Fingerprint hash = new Fingerprint();
        contents.stamp(files(), hash);
        return hash.hex();
    }

    @Override
    public String fingerprint() throws IOException {
        if (fingerprint.isEmpty()) {
            List<String> files = files().sorted().toList();
            Fingerprint hash = new Fingerprint();
            for (String file : files) {
                byte[] bytes = contents.read(file);
                hash.text(file.substring(layout.base().length()));
                hash.text(Integer.toString(bytes.length));
                hash.bytes(bytes);
            }
            fingerprint = Optional.of(hash.hex());
        }
        return fingerprint.get();
    }

    @Override
    public void close() throws IOException {
        contents.close();
    }
}

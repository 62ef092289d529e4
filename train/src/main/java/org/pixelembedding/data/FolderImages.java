package org.pixelembedding.data;

import java.io.IOException;
import java.util.List;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.model.RgbImage;

/** Picture files of one part of a {@link FileTree}. */
final class FolderImages implements ImageSet {
    private final FileTree tree;
    private final List<String> labels;
    private final List<String> files;
    private final int[] classes;

    /**
     * @param files paths in the tree
     * @param classes label of each file; kept
     */
    FolderImages(FileTree tree, List<String> labels, List<String> files, int[] classes) {
        this.tree = tree;
        this.labels = labels;
        this.files = files;
        this.classes = classes;
    }

    List<String> files() {
        return files;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public int size() {
        return classes.length;
    }

    @Override
    public int label(int index) {
        return classes[index];
    }

    @Override
    public String name(int index) {
        return tree.nameOf(files.get(index));
    }

    @Override
    public RgbImage read(int index) throws IOException {
        String file = files.get(index);
        byte[] bytes;
        try {
            bytes = tree.read(file);
        } catch (IOException e) {
            throw new UnreadableImageException(
                    tree.nameOf(file) + ": cannot be read (" + (e.getMessage() == null ? e : e.getMessage()) + ")", e);
        }
        try {
            return ImageDecoder.decode(bytes, tree.nameOf(file));
        } catch (IOException e) {
            throw new UnreadableImageException(e.getMessage(), e);
        }
    }
}

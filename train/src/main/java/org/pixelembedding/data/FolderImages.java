package org.pixelembedding.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.model.RgbImage;

/** Picture files of one part of a {@link FileContents}. */
final class FolderImages implements ImageSet {
    private final FileContents contents;
    private final List<String> labels;
    private final PackedPaths files;
    private final int[] classes;

    /**
     * @param files paths below the root
     * @param classes label of each file; kept
     */
    FolderImages(FileContents contents, List<String> labels, PackedPaths files, int[] classes) {
        this.contents = contents;
        this.labels = labels;
        this.files = files;
        this.classes = classes;
    }

    PackedPaths files() {
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
        return contents.nameOf(files.get(index));
    }

    @Override
    public RgbImage read(int index) throws IOException {
        String file = files.get(index);
        byte[] bytes;
        try {
            bytes = contents.read(file);
        } catch (IOException e) {
            throw new UnreadableImageException(contents.nameOf(file) + ": cannot be read (" + reason(e) + ")", e);
        }
        try {
            return ImageDecoder.decode(bytes, contents.nameOf(file));
        } catch (IOException e) {
            throw new UnreadableImageException(e.getMessage(), e);
        }
    }

    /** The JDK's exceptions about files often hold the path and nothing else. */
    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "access denied";
            case NoSuchFileException gone -> "it is no longer there";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}

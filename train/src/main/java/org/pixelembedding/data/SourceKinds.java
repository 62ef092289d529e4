package org.pixelembedding.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.XZInputStream;

/** Tells by the first bytes what a path holds, and opens it. */
final class SourceKinds {
    private static final int TAR_MAGIC_AT = 257;
    /** XZ asks for at most 65 MiB at its highest preset; a file that asks for more than this is hostile. */
    private static final int XZ_MEMORY_KIB = 512 * 1024;

    private SourceKinds() {}

    static ImageSource open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new DataException(
                    path + ": no such file or folder, want a folder of pictures, a zip of one, or CIFAR binary files");
        }
        if (Files.isDirectory(path)) {
            return fromTree(new FolderTree(path));
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(path)) {
            head = in.readNBytes(TAR_MAGIC_AT + 5);
        }
        if (startsWith(head, 0, 'P', 'K', 3, 4) || startsWith(head, 0, 'P', 'K', 5, 6)) {
            ZipTree zip;
            try {
                zip = new ZipTree(path);
            } catch (ZipException e) {
                throw new DataException(
                        path + ": not a readable zip (" + e.getMessage() + "); download or pack it again", e);
            }
            return fromTree(zip);
        }
        if (startsWith(head, 0, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return tar(path, in -> new XZInputStream(in, XZ_MEMORY_KIB));
        }
        if (startsWith(head, 0, 0x1f, 0x8b)) {
            return tar(path, GZIPInputStream::new);
        }
        if (startsWith(head, TAR_MAGIC_AT, 'u', 's', 't', 'a', 'r')) {
            return tar(path, in -> in);
        }
        throw new DataException(path + ": a file of unknown kind, want a folder, a zip, or a tar, tar.gz or tar.xz of"
                + " CIFAR binary files");
    }

    private static ImageSource fromTree(FileTree tree) throws IOException {
        try {
            Optional<CifarBinary> cifar = CifarBinary.in(tree);
            if (cifar.isPresent()) {
                tree.close();
                return cifar.get();
            }
            return ClassFolders.index(tree);
        } catch (IOException | RuntimeException e) {
            try (tree) {
                throw e;
            }
        }
    }

    private static ImageSource tar(Path path, Unpacking unpacking) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
                InputStream unpacked = unpacking.open(in)) {
            return CifarBinary.inTar(path.toString(), unpacked);
        } catch (DataException e) {
            throw e;
        } catch (IOException e) {
            throw new DataException(
                    path + ": cannot be unpacked (" + e.getMessage() + "); download or pack it again", e);
        }
    }

    private static boolean startsWith(byte[] head, int at, int... magic) {
        if (head.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[at + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    @FunctionalInterface
    private interface Unpacking {
        InputStream open(InputStream in) throws IOException;
    }
}

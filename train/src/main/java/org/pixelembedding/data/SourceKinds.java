package org.pixelembedding.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.XZInputStream;

/** Tells by the first bytes what a path holds, and opens it. */
final class SourceKinds {
    private static final int TAR_MAGIC_AT = 257;
    private static final int CIFAR_ENTRIES = 64;
    /** XZ asks for at most 65 MiB at its highest preset; a file that asks for more than this is hostile. */
    private static final int XZ_MEMORY_KIB = 512 * 1024;

    private SourceKinds() {}

    private static final String WANTED =
            "a folder of pictures, a zip or tar of one, a folder of tars, a list of path,label, or CIFAR binary files";

    static ImageSource open(Path path, CacheFolder cache) throws IOException {
        if (!Files.exists(path)) {
            throw new DataException(path + ": no such file or folder, want " + WANTED);
        }
        if (Files.isDirectory(path)) {
            FolderTree tree = new FolderTree(path);
            List<String> shards = TarShards.shardsIn(tree);
            if (!shards.isEmpty()) {
                return TarShards.open(path, shards, cache)
                        .orElseThrow(() -> new DataException(path + ": want pictures in its " + shards.size()
                                + " tars, got none; pack them as class/name.jpg or train/class/name.jpg"));
            }
            return fromTree(tree);
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
            return plainTar(path, cache);
        }
        if (ListedImages.isList(path)) {
            return ListedImages.open(path);
        }
        throw new DataException(path + ": a file of unknown kind, want " + WANTED);
    }

    /** CIFAR files in it make it CIFAR; else it is a shard. */
    private static ImageSource plainTar(Path path, CacheFolder cache) throws IOException {
        if (holdsCifar(path)) {
            return tar(path, in -> in);
        }
        return TarShards.open(path, List.of(), cache)
                .orElseThrow(
                        () -> new DataException(path + ": want pictures or CIFAR binary files in a tar, got neither"));
    }

    /** Whether one of its first files is CIFAR's; a set of pictures is not walked through for that. */
    private static boolean holdsCifar(Path path) throws IOException {
        try (TarWalk walk = new TarWalk(path, 0)) {
            Optional<TarWalk.Entry> entry = walk.next();
            for (int i = 0; i < CIFAR_ENTRIES && entry.isPresent(); i++) {
                if (CifarBinary.wanted(CifarBinary.baseName(entry.get().name()))) {
                    return true;
                }
                entry = walk.next();
            }
            return false;
        }
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

package org.pixelembedding.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip, read in place by random access; {@link ZipFile} lets several threads read at a time. Nothing is extracted. */
record ZipContents(Path path, ZipFile zip) implements FileContents {
    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public String nameOf(String file) {
        return path + "!/" + file;
    }

    @Override
    public byte[] read(String file) throws IOException {
        ZipEntry entry = zip.getEntry(file);
        if (entry == null) {
            throw new NoSuchFileException(nameOf(file));
        }
        // The size in the directory may lie: read one byte more than is allowed, whatever it says.
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(FileTree.MAX_FILE_BYTES + 1);
            if (bytes.length > FileTree.MAX_FILE_BYTES) {
                throw new IOException("want at most " + FileTree.MAX_FILE_BYTES + " bytes, got more");
            }
            return bytes;
        }
    }

    @Override
    public void stamp(Stream<String> files, Fingerprint hash) throws IOException {
        hash.text(path.toAbsolutePath().normalize().toString());
        FolderContents.stamp(path, hash);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}

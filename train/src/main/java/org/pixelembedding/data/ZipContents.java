package org.pixelembedding.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** A zip, read in place by random access, by several threads at a time. Nothing is extracted. */
record ZipContents(Path path, FileChannel channel, ZipDirectory directory) implements FileContents {
    private static final int HEADER_SIGNATURE = 0x04034b50;
    private static final int HEADER_BYTES = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

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
        ZipDirectory.Entry entry = directory.find(file).orElseThrow(() -> new NoSuchFileException(nameOf(file)));
        if (entry.compressedBytes() < 0 || entry.compressedBytes() > FileTree.MAX_FILE_BYTES) {
            throw tooLarge("got " + entry.compressedBytes() + " compressed");
        }
        ByteBuffer header = ZipDirectory.read(channel, entry.headerAt(), HEADER_BYTES);
        if (header.getInt(0) != HEADER_SIGNATURE) {
            throw new ZipException("the zip is damaged there: no header at byte " + entry.headerAt());
        }
        long dataAt =
                entry.headerAt() + HEADER_BYTES + ZipDirectory.unsigned(header, 26) + ZipDirectory.unsigned(header, 28);
        byte[] stored = new byte[(int) entry.compressedBytes()];
        ZipDirectory.read(channel, dataAt, stored.length).get(stored);
        byte[] bytes = switch (entry.method()) {
            case STORED -> stored;
            case DEFLATED -> inflated(stored);
            default ->
                throw new ZipException("compression method " + entry.method() + ", want 0 (stored) or 8 (deflated)");
        };
        CRC32 crc = new CRC32();
        crc.update(bytes);
        if ((int) crc.getValue() != entry.crc()) {
            throw new ZipException("the zip is damaged there: its checksum is wrong");
        }
        return bytes;
    }

    /** The size in the directory may lie: one byte more than is allowed is read, whatever it says. */
    private static byte[] inflated(byte[] deflated) throws IOException {
        Inflater inflater = new Inflater(true);
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated), inflater, 1 << 13)) {
            byte[] bytes = in.readNBytes(FileTree.MAX_FILE_BYTES + 1);
            if (bytes.length > FileTree.MAX_FILE_BYTES) {
                throw tooLarge("got more");
            }
            return bytes;
        } finally {
            inflater.end();
        }
    }

    private static IOException tooLarge(String got) {
        return new IOException("want at most " + FileTree.MAX_FILE_BYTES + " bytes, " + got);
    }

    @Override
    public void stamp(Stream<String> files, Fingerprint hash) throws IOException {
        hash.text(path.toAbsolutePath().normalize().toString());
        FolderContents.stamp(path, hash);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

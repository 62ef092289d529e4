package org.pixelembedding.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Decoded pictures of one size in a file: a header of one page, the pixels ({@code [picture][y][x][colour]},
 * unsigned bytes), a table with the CRC32C of each picture, the messages of unreadable ones and the source's fingerprint.
 * The header is written last, so a file that was not finished has none.
 *
 * <p>A picture is read from its place into an array. Mapping would save a copy and costs more than it saves: a mapping of the
 * whole file counts as memory of the process (1.6 GB of a set of 2.5 GB, as the system maps up to megabytes around each touched
 * page), and one a picture takes 9 us of 64x64, and interrupts every thread when it is undone; reading takes 3 us. So the pages
 * stay in the system's cache, and in the heap there are 4 bytes a picture. Safe for use by several threads.
 */
final class PixelFile implements Closeable {
    private static final long MAGIC = 0x5058504958454c53L; // "PXPIXELS"
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 4096;
    private static final int KEY_BYTES = 64;

    private final Path path;
    private final FileChannel channel;
    private final int pictureBytes;
    private final int[] checksums;
    private final NavigableMap<Integer, String> failures;
    private final String fingerprint;

    private PixelFile(
            Path path,
            FileChannel channel,
            int pictureBytes,
            int[] checksums,
            NavigableMap<Integer, String> failures,
            String fingerprint) {
        this.path = path;
        this.channel = channel;
        this.pictureBytes = pictureBytes;
        this.checksums = checksums;
        this.failures = failures;
        this.fingerprint = fingerprint;
    }

    /** Bytes that a file of so many pictures takes, about: messages and the fingerprint are not counted. */
    static long bytes(long pictures, int pictureBytes) {
        return HEADER_BYTES + pictures * (pictureBytes + Integer.BYTES);
    }

    /** Writes a file; pictures come in order. */
    static final class Writer implements Closeable {
        private final FileChannel channel;
        private final int[] checksums;
        private final NavigableMap<Integer, String> failures = new TreeMap<>();
        private final int pictureBytes;
        private int written;

        Writer(Path path, int pictures, int pictureBytes) throws IOException {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            checksums = new int[pictures];
            this.pictureBytes = pictureBytes;
            channel.position(HEADER_BYTES);
        }

        /** The next pictures, one behind the other. */
        void write(byte[] pictures, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                checksums[written++] = checksum(pictures, i * pictureBytes, pictureBytes);
            }
            writeAll(channel, ByteBuffer.wrap(pictures, 0, count * pictureBytes));
        }

        /** Says of a picture that it has none. */
        void unreadable(int index, String message) {
            failures.put(index, message);
        }

        /**
         * Ends the file.
         *
         * @param key what the file is made from, 64 characters
         */
        void finish(String key, String fingerprint) throws IOException {
            if (written != checksums.length) {
                throw new IllegalStateException("want " + checksums.length + " pictures, got " + written);
            }
            long tableAt = channel.position();
            byte[] table = table(fingerprint);
            writeAll(channel, ByteBuffer.wrap(table));
            channel.force(false); // the header may not be on the disk before what it vouches for
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            header.putLong(MAGIC).putInt(VERSION).putInt(pictureBytes).putInt(checksums.length);
            header.putLong(tableAt).putInt(table.length).putInt(checksum(table, 0, table.length));
            header.put(key.getBytes(StandardCharsets.US_ASCII));
            header.putInt(HEADER_BYTES - Integer.BYTES, checksum(header.array(), 0, HEADER_BYTES - Integer.BYTES));
            channel.position(0);
            writeAll(channel, header.clear());
            channel.force(false);
        }

        private byte[] table(String fingerprint) throws IOException {
            ByteBuffer sums = ByteBuffer.allocate(checksums.length * Integer.BYTES);
            sums.asIntBuffer().put(checksums);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.write(sums.array());
            out.writeUTF(fingerprint);
            out.writeInt(failures.size());
            for (var failure : failures.entrySet()) {
                String message = failure.getValue();
                out.writeInt(failure.getKey());
                out.writeUTF(message.substring(0, Math.min(message.length(), 2000)));
            }
            return bytes.toByteArray();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /**
     * Opens a file.
     *
     * @param key that it must have been made with
     * @throws IOException if it is not there, not whole, or made with another key; the message says what is wrong with it
     */
    static PixelFile open(Path path, String key, int pictures, int pictureBytes) throws IOException {
        FileChannel channel = FileChannel.open(path);
        try {
            ByteBuffer header = ByteBuffer.wrap(read(channel, 0, HEADER_BYTES));
            if (header.getInt(HEADER_BYTES - Integer.BYTES)
                    != checksum(header.array(), 0, HEADER_BYTES - Integer.BYTES)) {
                throw new IOException("its header is damaged or was never written");
            }
            long magic = header.getLong();
            int version = header.getInt();
            int bytesThere = header.getInt();
            int picturesThere = header.getInt();
            long tableAt = header.getLong();
            int tableBytes = header.getInt();
            int tableSum = header.getInt();
            byte[] keyThere = new byte[KEY_BYTES];
            header.get(keyThere);
            if (magic != MAGIC || version != VERSION) {
                throw new IOException("it is of another version");
            }
            if (!new String(keyThere, StandardCharsets.US_ASCII).equals(key)
                    || bytesThere != pictureBytes
                    || picturesThere != pictures
                    || tableAt != HEADER_BYTES + (long) pictures * pictureBytes) {
                throw new IOException("it is of other pictures");
            }
            if (tableBytes < 0 || channel.size() != tableAt + tableBytes) {
                throw new IOException("want " + (tableAt + tableBytes) + " bytes, got " + channel.size());
            }
            byte[] table = read(channel, tableAt, tableBytes);
            if (checksum(table, 0, tableBytes) != tableSum) {
                throw new IOException("its table is damaged");
            }
            return read(path, channel, pictures, pictureBytes, table);
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
    }

    private static PixelFile read(Path path, FileChannel channel, int pictures, int pictureBytes, byte[] table)
            throws IOException {
        int[] checksums = new int[pictures];
        ByteBuffer.wrap(table).asIntBuffer().get(checksums);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(table));
        in.skipNBytes((long) pictures * Integer.BYTES);
        String fingerprint = in.readUTF();
        NavigableMap<Integer, String> failures = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            failures.put(in.readInt(), in.readUTF());
        }
        return new PixelFile(path, channel, pictureBytes, checksums, failures, fingerprint);
    }

    private static byte[] read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("it ends after " + channel.size() + " bytes");
            }
        }
        return bytes.array();
    }

    Path path() {
        return path;
    }

    String fingerprint() {
        return fingerprint;
    }

    /** Messages of unreadable pictures by index. */
    NavigableMap<Integer, String> failures() {
        return failures;
    }

    long size() throws IOException {
        return channel.size();
    }

    /**
     * One picture.
     *
     * @return a new array; empty if the bytes are not those that were written
     */
    byte[] read(int index) throws IOException {
        byte[] picture;
        try {
            picture = read(channel, HEADER_BYTES + (long) index * pictureBytes, pictureBytes);
        } catch (IOException e) {
            if (channel.isOpen()) {
                return new byte[0]; // the file became shorter, or the disk failed
            }
            throw e;
        }
        return checksum(picture, 0, pictureBytes) == checksums[index] ? picture : new byte[0];
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return "PixelFile " + path + ", " + checksums.length + " pictures of " + pictureBytes + " bytes, CRCs "
                + Arrays.hashCode(checksums);
    }
}

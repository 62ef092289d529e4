package org.pixelembedding.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/**
 * Where the files of a zip lie: 16 bytes a file. Its names stay in the zip's central directory, where a look-up reads the one
 * that it wants; {@code java.util.zip} keeps that whole directory in memory, some 60 bytes a file and every path. Layout:
 * PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.5.3 (ZIP64).
 */
final class ZipDirectory {
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT_BYTES = 0xffff;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int ZIP64_EXTRA = 1;
    /** A 32-bit field whose value is elsewhere. */
    private static final long ELSEWHERE = 0xffffffffL;

    private final FileChannel channel;
    private final Extent extent;
    /** Hash of the name in the upper half, number of the entry in the lower, sorted. */
    private final long[] keys;
    /** Where each entry lies in the file. */
    private final long[] places;

    /**
     * Of the central directory.
     *
     * @param start where it begins in the file
     * @param bytes its length
     * @param base what its offsets count from: not 0 if something was put in front of the zip
     */
    private record Extent(long start, long bytes, long base) {}

    /**
     * What the directory says of a file.
     *
     * @param method 0: stored, 8: deflated
     * @param crc CRC-32 of its bytes
     * @param headerAt where its local header lies in the file
     */
    record Entry(int method, int crc, long compressedBytes, long headerAt) {}

    private ZipDirectory(FileChannel channel, Extent extent, long[] keys, long[] places) {
        this.channel = channel;
        this.extent = extent;
        this.keys = keys;
        this.places = places;
    }

    /**
     * Walks through a directory.
     *
     * @param channel of the zip; kept, and moved while it is walked through
     * @param names hears every entry's name, in order; folders end with {@code /}
     * @throws ZipException if it is damaged
     */
    static ZipDirectory walk(FileChannel channel, Consumer<String> names) throws IOException {
        Extent extent = extent(channel);
        long[] keys = new long[64];
        long[] places = new long[64];
        int count = 0;
        channel.position(extent.start);
        DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
        byte[] fixed = new byte[ENTRY_BYTES];
        long at = extent.start;
        try {
            while (at < extent.start + extent.bytes) {
                in.readFully(fixed);
                ByteBuffer header = littleEndian(fixed);
                if (header.getInt(0) != ENTRY_SIGNATURE) {
                    throw new ZipException("no entry of the central directory at byte " + at);
                }
                byte[] name = new byte[unsigned(header, 28)];
                in.readFully(name);
                int rest = unsigned(header, 30) + unsigned(header, 32);
                in.skipNBytes(rest);
                String path = new String(name, StandardCharsets.UTF_8);
                if (count == keys.length) {
                    keys = Arrays.copyOf(keys, count + (count >> 1));
                    places = Arrays.copyOf(places, keys.length);
                }
                keys[count] = (long) path.hashCode() << 32 | count;
                places[count] = at;
                count++;
                at += ENTRY_BYTES + name.length + rest;
                names.accept(path);
            }
        } catch (EOFException e) {
            throw new ZipException("it ends inside its central directory");
        }
        keys = Arrays.copyOf(keys, count);
        Arrays.sort(keys);
        return new ZipDirectory(channel, extent, keys, Arrays.copyOf(places, count));
    }

    int size() {
        return keys.length;
    }

    /** The last entry of that name; empty if there is none. */
    Optional<Entry> find(String name) throws IOException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int hash = name.hashCode();
        // The highest number of this hash: as in java.util.zip, of two entries of one name the later counts.
        int found = Arrays.binarySearch(keys, (long) hash << 32 | Integer.MAX_VALUE);
        for (int i = found >= 0 ? found : -found - 2; i >= 0 && (int) (keys[i] >> 32) == hash; i--) {
            ByteBuffer entry = entry(places[(int) keys[i]]);
            if (ByteBuffer.wrap(wanted).equals(entry.slice(ENTRY_BYTES, unsigned(entry, 28)))) {
                return Optional.of(parse(entry));
            }
        }
        return Optional.empty();
    }

    private ByteBuffer entry(long at) throws IOException {
        ByteBuffer fixed = read(channel, at, ENTRY_BYTES);
        if (fixed.getInt(0) != ENTRY_SIGNATURE) {
            throw new ZipException("the zip has changed since it was opened");
        }
        return read(channel, at, ENTRY_BYTES + unsigned(fixed, 28) + unsigned(fixed, 30));
    }

    private Entry parse(ByteBuffer entry) throws ZipException {
        long compressed = entry.getInt(20) & ELSEWHERE;
        long bytes = entry.getInt(24) & ELSEWHERE;
        long offset = entry.getInt(42) & ELSEWHERE;
        if (compressed == ELSEWHERE || bytes == ELSEWHERE || offset == ELSEWHERE) {
            // Of these three the extra field has those that are elsewhere, in the order of bytes, compressed, offset.
            ByteBuffer extra = zip64(entry);
            try {
                if (bytes == ELSEWHERE) {
                    extra.getLong();
                }
                compressed = compressed == ELSEWHERE ? extra.getLong() : compressed;
                offset = offset == ELSEWHERE ? extra.getLong() : offset;
            } catch (java.nio.BufferUnderflowException e) {
                throw new ZipException("its ZIP64 field is too short");
            }
        }
        return new Entry(unsigned(entry, 10), entry.getInt(16), compressed, extent.base + offset);
    }

    private static ByteBuffer zip64(ByteBuffer entry) throws ZipException {
        int at = ENTRY_BYTES + unsigned(entry, 28);
        while (at + 4 <= entry.capacity()) {
            int length = unsigned(entry, at + 2);
            if (unsigned(entry, at) == ZIP64_EXTRA && at + 4 + length <= entry.capacity()) {
                return entry.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN);
            }
            at += 4 + length;
        }
        throw new ZipException("its ZIP64 field is missing");
    }

    private static Extent extent(FileChannel channel) throws IOException {
        long length = channel.size();
        int tailBytes = (int) Math.min(length, END_BYTES + MAX_COMMENT_BYTES);
        ByteBuffer tail = read(channel, length - tailBytes, tailBytes);
        for (int at = tailBytes - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE) {
                Optional<Extent> extent = extent(channel, tail, at, length - tailBytes + at);
                if (extent.isPresent()) {
                    return extent.get();
                }
            }
        }
        throw new ZipException("it has no end record");
    }

    /** Empty if what looks like an end record is none: a comment may hold anything. */
    private static Optional<Extent> extent(FileChannel channel, ByteBuffer tail, int at, long endAt)
            throws IOException {
        long bytes = tail.getInt(at + 12) & ELSEWHERE;
        long offset = tail.getInt(at + 16) & ELSEWHERE;
        long behind = endAt;
        boolean saturated = bytes == ELSEWHERE || offset == ELSEWHERE || unsigned(tail, at + 10) == 0xffff;
        if (saturated && endAt >= LOCATOR_BYTES) {
            ByteBuffer locator = read(channel, endAt - LOCATOR_BYTES, LOCATOR_BYTES);
            long end64At = locator.getLong(8);
            if (locator.getInt(0) == LOCATOR_SIGNATURE && end64At >= 0 && end64At <= endAt - END64_BYTES) {
                ByteBuffer end64 = read(channel, end64At, END64_BYTES);
                if (end64.getInt(0) == END64_SIGNATURE) {
                    bytes = end64.getLong(40);
                    offset = end64.getLong(48);
                    behind = end64At;
                }
            }
        }
        long start = behind - bytes;
        if (bytes < 0 || start < 0 || offset < 0 || offset > start) {
            return Optional.empty();
        }
        if (bytes > 0 && (bytes < ENTRY_BYTES || read(channel, start, 4).getInt(0) != ENTRY_SIGNATURE)) {
            return Optional.empty();
        }
        return Optional.of(new Extent(start, bytes, start - offset));
    }

    /** Bytes of the file, least significant first. */
    static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
        ByteBuffer buffer = littleEndian(new byte[bytes]);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("the zip ends at byte " + channel.size());
            }
        }
        return buffer.flip();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static int unsigned(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }
}

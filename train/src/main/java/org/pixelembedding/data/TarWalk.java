package org.pixelembedding.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Goes through the headers of a plain tar (POSIX ustar and pax, GNU long names; base-256 sizes) and passes over what lies
 * between them. Commons Compress would read all of it, or make an object of a kilobyte for every entry.
 */
final class TarWalk implements Closeable {
    static final int BLOCK = 512;
    /** One page: several entries if they are tiny, and no loss if they are not. */
    private static final int WINDOW = 1 << 12;

    private static final int MAX_NAME_BYTES = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final long end;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowAt;
    private long at;

    /**
     * One entry.
     *
     * @param headerAt where its first header block begins, one for a long name included
     * @param dataAt where its bytes begin
     */
    record Entry(String name, boolean file, long headerAt, long dataAt, long size) {}

    /** Opens a tar for a walk that begins at a header. */
    TarWalk(Path path, long from) throws IOException {
        this.path = path;
        channel = FileChannel.open(path);
        end = channel.size();
        at = from;
        window.limit(0);
    }

    /**
     * The next entry, whatever it is; empty at the end.
     *
     * @throws DataException if the tar is damaged or cut short there
     */
    Optional<Entry> next() throws IOException {
        long headerAt = at;
        String longName = "";
        long paxSize = -1;
        while (true) {
            if (at >= end) {
                return Optional.empty(); // some writers leave the two empty blocks out
            }
            byte[] header = bytes(at, BLOCK);
            if (isEmpty(header)) {
                return Optional.empty();
            }
            checkSum(header);
            long size = number(header, 124, 12);
            char type = (char) header[156];
            long dataAt = at + BLOCK;
            if (size < 0 || size > end) {
                throw damaged(at, "want a size that the file can hold, got " + size);
            }
            if (type == 'L') {
                longName = text(bytes(dataAt, nameLength(size)), 0, (int) size);
            } else if (type == 'x') {
                byte[] records = bytes(dataAt, nameLength(size));
                longName = pax(records, "path").orElse(longName);
                paxSize = pax(records, "size").map(TarWalk::paxNumber).orElse(paxSize);
            } else if (type != 'g' && type != 'K') {
                size = paxSize >= 0 ? paxSize : size;
                boolean file = type == '0' || type == 0 || type == '7';
                // Links and devices have no data, whatever their size field says.
                long length = file ? size : 0;
                if (length < 0 || length > end - dataAt) {
                    throw damaged(headerAt, "want " + length + " bytes of data, got " + (end - dataAt));
                }
                at = dataAt + padded(length);
                return Optional.of(
                        new Entry(longName.isEmpty() ? name(header) : longName, file, headerAt, dataAt, length));
            }
            at = dataAt + padded(size);
        }
    }

    /** Bytes of the tar. */
    byte[] read(long from, int length) throws IOException {
        return read(path, channel, from, length);
    }

    /** Bytes of a file, by a position. */
    static byte[] read(Path path, FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException(
                        path + " ends after " + bytes.position() + " of " + length + " bytes at byte " + from);
            }
        }
        return bytes.array();
    }

    private byte[] bytes(long from, int length) throws IOException {
        if (from + length > end) {
            throw damaged(from, "want " + length + " bytes, got " + (end - from));
        }
        if (length > WINDOW) {
            return read(from, length);
        }
        if (from < windowAt || from + length > windowAt + window.limit()) {
            window.clear();
            windowAt = from;
            window.limit((int) Math.min(WINDOW, end - from));
            while (window.hasRemaining() && channel.read(window, from + window.position()) >= 0) {
                // until it is full
            }
            window.flip();
        }
        byte[] bytes = new byte[length];
        window.get((int) (from - windowAt), bytes);
        return bytes;
    }

    private static boolean isEmpty(byte[] header) {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void checkSum(byte[] header) throws DataException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (number(header, 148, 8) != sum) {
            throw damaged(at, "want a header there, got something else");
        }
    }

    /** Octal digits, or, with the first bit set, a big-endian number. */
    private long number(byte[] header, int from, int length) throws DataException {
        long value = 0;
        if ((header[from] & 0x80) != 0) {
            value = header[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                value = (value << 8) | (header[i] & 0xff);
            }
        } else {
            for (int i = from; i < from + length; i++) {
                if (header[i] >= '0' && header[i] <= '7') {
                    value = value * 8 + header[i] - '0';
                } else if (header[i] != ' ' && header[i] != 0) {
                    throw damaged(at, "want an octal number in its header, got something else");
                }
            }
        }
        return value;
    }

    private int nameLength(long size) throws DataException {
        if (size > MAX_NAME_BYTES) {
            throw damaged(at, "want a name of at most " + MAX_NAME_BYTES + " bytes, got " + size);
        }
        return (int) size;
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        String prefix = header[257] == 'u' && header[263] == '0' ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Up to the first zero byte. */
    private static String text(byte[] bytes, int from, int length) {
        int to = from;
        while (to < from + length && bytes[to] != 0) {
            to++;
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The value of a key in records {@code "<length> <key>=<value>\n"}; the last one counts. */
    private static Optional<String> pax(byte[] records, String key) {
        Optional<String> found = Optional.empty();
        int from = 0;
        while (from < records.length) {
            int space = from;
            while (space < records.length && records[space] >= '0' && records[space] <= '9') {
                space++;
            }
            if (space == from || space - from > 6 || space >= records.length || records[space] != ' ') {
                return found;
            }
            int length = Integer.parseInt(new String(records, from, space - from, StandardCharsets.US_ASCII));
            if (length <= space - from + 1 || from + length > records.length) {
                return found;
            }
            String entry =
                    new String(Arrays.copyOfRange(records, space + 1, from + length - 1), StandardCharsets.UTF_8);
            if (entry.startsWith(key + "=")) {
                found = Optional.of(entry.substring(key.length() + 1));
            }
            from += length;
        }
        return found;
    }

    private static long paxNumber(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE; // does not fit: told where the data is looked for
        }
    }

    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private DataException damaged(long where, String what) {
        return new DataException(
                path + ": a damaged or cut-off tar, at byte " + where + ": " + what + "; download or pack it again");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

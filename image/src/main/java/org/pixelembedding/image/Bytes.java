package org.pixelembedding.image;

import java.io.EOFException;
import java.util.HexFormat;

/** Numbers in a file's bytes; reading past the end is an {@link EOFException}. */
final class Bytes {
    private Bytes() {}

    static boolean startWith(byte[] bytes, int at, int... magic) {
        if (bytes.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[at + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    static String hex(byte[] bytes, int count) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(count, bytes.length));
    }

    static int u8(byte[] bytes, long at) throws EOFException {
        if (at < 0 || at >= bytes.length) {
            throw new EOFException("truncated: ends after " + bytes.length + " bytes");
        }
        return bytes[(int) at] & 0xff;
    }

    static int u16(byte[] bytes, long at, boolean bigEndian) throws EOFException {
        int first = u8(bytes, at);
        int second = u8(bytes, at + 1);
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    static long u32(byte[] bytes, long at, boolean bigEndian) throws EOFException {
        long first = u16(bytes, at, bigEndian);
        long second = u16(bytes, at + 2, bigEndian);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }
}

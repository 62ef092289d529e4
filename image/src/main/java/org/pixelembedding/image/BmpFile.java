package org.pixelembedding.image;

import java.io.EOFException;

/** The header of a Windows bitmap, as far as it says how long the file must be: the JDK's reader does not ask. */
final class BmpFile {
    private static final int OLD_HEADER_BYTES = 12;
    private static final int NO_COMPRESSION = 0;
    private static final int BIT_FIELDS = 3;

    private BmpFile() {}

    /**
     * Compares the file's length with its header.
     *
     * @throws EOFException if pixels are missing
     */
    static void checkComplete(byte[] bytes) throws EOFException {
        long pixelsAt = Bytes.u32(bytes, 10, false);
        boolean old = Bytes.u32(bytes, 14, false) == OLD_HEADER_BYTES;
        long width = old ? Bytes.u16(bytes, 18, false) : Bytes.u32(bytes, 18, false);
        // Negative if the rows run from top to bottom.
        long height = old ? Bytes.u16(bytes, 20, false) : Math.abs((int) Bytes.u32(bytes, 22, false));
        long bits = Bytes.u16(bytes, old ? 24 : 28, false);
        long compression = old ? NO_COMPRESSION : Bytes.u32(bytes, 30, false);
        long pixelBytes = compression == NO_COMPRESSION || compression == BIT_FIELDS
                ? (width * bits + 31) / 32 * 4 * height // rows are padded to 4 bytes
                : Bytes.u32(bytes, 34, false);
        if (pixelsAt + pixelBytes > bytes.length) {
            throw new EOFException(
                    "truncated: ends after " + bytes.length + " of " + (pixelsAt + pixelBytes) + " bytes");
        }
    }
}

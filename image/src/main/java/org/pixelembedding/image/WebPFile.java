package org.pixelembedding.image;

import java.io.EOFException;
import java.util.Arrays;

/** The container of WebP (RFC 9649): chunks in a RIFF file. */
final class WebPFile {
    private WebPFile() {}

    /**
     * Reads the EXIF chunk, if there is one.
     *
     * @throws EOFException if the file is shorter than it says
     */
    static Orientation orientation(byte[] bytes) throws EOFException {
        long end = 8 + Bytes.u32(bytes, 4, false);
        if (end > bytes.length) {
            throw new EOFException("truncated: ends after " + bytes.length + " of " + end + " bytes");
        }
        long at = 12;
        while (at + 8 <= end) {
            long from = at + 8;
            long length = Bytes.u32(bytes, at + 4, false);
            if (Bytes.startWith(bytes, (int) at, 'E', 'X', 'I', 'F') && from + length <= end) {
                // Some writers put JPEG's prefix before the TIFF data.
                int prefix = Bytes.startWith(bytes, (int) from, 'E', 'x', 'i', 'f', 0, 0) ? 6 : 0;
                int to = (int) (from + length);
                return Orientation.ofExif(Arrays.copyOfRange(bytes, Math.min((int) from + prefix, to), to));
            }
            at = from + length + (length & 1);
        }
        return Orientation.UPRIGHT;
    }
}

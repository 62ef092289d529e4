package org.pixelembedding.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a JPEG file says about itself (ITU-T T.81), and the file without what decoding does not need. Readers disagree on
 * profiles, thumbnails and comments and stumble over damaged ones: none of that reaches them.
 */
final class JpegFile {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int COM = 0xfe;
    private static final byte[] JFIF_SEGMENT = {
        (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private final byte[] bytes;
    private final ByteArrayOutputStream bare;
    private int at = 2;
    private int height;
    private int width;
    private int components;
    private int adobeTransform = -1;
    private boolean jfif;
    private Orientation orientation = Orientation.UPRIGHT;

    private JpegFile(byte[] bytes) {
        this.bytes = bytes;
        bare = new ByteArrayOutputStream(bytes.length);
    }

    /**
     * Walks through all markers to the end of the picture.
     *
     * @throws IOException if the file is truncated or of a kind that no reader here knows
     */
    static JpegFile parse(byte[] bytes) throws IOException {
        JpegFile file = new JpegFile(bytes);
        file.walk();
        return file;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** 1 grey, 3 YCbCr or RGB, 4 CMYK or YCCK. */
    int components() {
        return components;
    }

    /** Of the Adobe marker: 0 RGB or CMYK, 1 YCbCr, 2 YCCK; -1 without such a marker. */
    int adobeTransform() {
        return adobeTransform;
    }

    Orientation orientation() {
        return orientation;
    }

    private void walk() throws IOException {
        int marker = next();
        while (marker != EOI) {
            int start = at - 2;
            int length = Bytes.u16(bytes, at, true);
            if (length < 2) {
                throw new IOException("a JPEG segment at byte " + start + " wants at least 2 bytes, got " + length);
            }
            int end = at + length;
            Bytes.u8(bytes, end - 1);
            segment(marker, at + 2, end);
            at = end;
            if (marker == SOS) {
                skipScan();
            }
            if (!(marker >= 0xe0 && marker <= 0xef) && marker != COM) {
                bare.write(bytes, start, at - start);
            }
            marker = next();
        }
        if (components == 0) {
            throw new IOException("a JPEG file without a frame");
        }
    }

    /** The next marker; {@link #at} is behind it. Fill bytes and stray bytes between segments are passed over. */
    private int next() throws EOFException {
        while (true) {
            while (Bytes.u8(bytes, at) != 0xff) {
                at++;
            }
            while (Bytes.u8(bytes, at) == 0xff) {
                at++;
            }
            int marker = Bytes.u8(bytes, at++);
            if (marker != 0 && marker != SOI && marker != 1 && !isRestart(marker)) {
                return marker;
            }
        }
    }

    /** To the next marker that is not part of the entropy-coded data. */
    private void skipScan() throws EOFException {
        while (true) {
            int end = bytes.length - 1;
            while (at < end && bytes[at] != (byte) 0xff) {
                at++;
            }
            int marker = Bytes.u8(bytes, (long) at + 1);
            if (marker == 0 || isRestart(marker)) {
                at += 2;
            } else if (marker == 0xff) {
                at++;
            } else {
                return;
            }
        }
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    private void segment(int marker, int from, int to) throws IOException {
        boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (frame) {
            frame(marker, from);
        } else if (marker == 0xe0 && Bytes.startWith(bytes, from, 'J', 'F', 'I', 'F', 0)) {
            jfif = true;
        } else if (marker == 0xe1 && Bytes.startWith(bytes, from, 'E', 'x', 'i', 'f', 0, 0)) {
            orientation = Orientation.ofExif(Arrays.copyOfRange(bytes, Math.min(from + 6, to), to));
        } else if (marker == 0xee && to - from >= 12 && Bytes.startWith(bytes, from, 'A', 'd', 'o', 'b', 'e')) {
            adobeTransform = Bytes.u8(bytes, from + 11L);
        }
    }

    private void frame(int marker, int from) throws IOException {
        if (marker > 0xc2) {
            throw new IOException("a JPEG of kind SOF" + (marker - 0xc0)
                    + ", want baseline, extended or progressive Huffman coding; save it as one of these");
        }
        if (components != 0) {
            throw new IOException("a JPEG with two frames, want one");
        }
        int precision = Bytes.u8(bytes, from);
        height = Bytes.u16(bytes, from + 1L, true);
        width = Bytes.u16(bytes, from + 3L, true);
        components = Bytes.u8(bytes, from + 5L);
        if (precision != 8 || (components != 1 && components != 3 && components != 4)) {
            throw new IOException("a JPEG of " + components + " components of " + precision
                    + " bits, want 1, 3 or 4 of 8 bits; save it as such");
        }
    }

    /** The bytes for the reader. Adobe's marker decides over JFIF's, as in libjpeg; without either the component numbers. */
    byte[] bare() {
        ByteArrayOutputStream file = new ByteArrayOutputStream(bare.size() + JFIF_SEGMENT.length + 4);
        file.write(0xff);
        file.write(SOI);
        if (adobeTransform >= 0) {
            byte[] adobe = {
                (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) adobeTransform
            };
            file.write(adobe, 0, adobe.length);
        } else if (jfif) {
            file.write(JFIF_SEGMENT, 0, JFIF_SEGMENT.length);
        }
        file.writeBytes(bare.toByteArray());
        file.write(0xff);
        file.write(EOI);
        return file.toByteArray();
    }
}

package org.pixelembedding.image;

import java.io.EOFException;
import org.pixelembedding.model.RgbImage;

/**
 * How a stored picture is to be turned to be seen upright: EXIF tag 0x0112 (CIPA DC-008), values 1 to 8 in the order of
 * the constants.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, false, true),
    TURNED_180(false, true, true),
    FLIPPED(false, true, false),
    TRANSPOSED(true, false, false),
    /** Needs a quarter turn clockwise, like most upright pictures of telephones. */
    TURN_CLOCKWISE(true, true, false),
    TRANSVERSED(true, true, true),
    TURN_COUNTERCLOCKWISE(true, false, true);

    private static final int TAG = 0x0112;
    private static final int TYPE_SHORT = 3;

    /** True if rows of the upright picture are columns of the stored one. */
    private final boolean exchanged;
    /** True if stored rows are taken from the last one on. */
    private final boolean fromBottom;
    /** True if stored columns are taken from the last one on. */
    private final boolean fromRight;

    Orientation(boolean exchanged, boolean fromBottom, boolean fromRight) {
        this.exchanged = exchanged;
        this.fromBottom = fromBottom;
        this.fromRight = fromRight;
    }

    /** From TIFF data: its first directory's orientation; upright if there is none or the data are damaged. */
    static Orientation ofExif(byte[] tiff) {
        boolean bigEndian = Bytes.startWith(tiff, 0, 'M', 'M', 0, 42);
        if (!bigEndian && !Bytes.startWith(tiff, 0, 'I', 'I', 42, 0)) {
            return UPRIGHT;
        }
        try {
            long directory = Bytes.u32(tiff, 4, bigEndian);
            int entries = Bytes.u16(tiff, directory, bigEndian);
            for (int i = 0; i < entries; i++) {
                long entry = directory + 2 + 12L * i;
                if (Bytes.u16(tiff, entry, bigEndian) == TAG && Bytes.u16(tiff, entry + 2, bigEndian) == TYPE_SHORT) {
                    int value = Bytes.u16(tiff, entry + 8, bigEndian);
                    return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
                }
            }
        } catch (EOFException e) {
            return UPRIGHT; // pixels matter more than their description
        }
        return UPRIGHT;
    }

    /** The upright picture; pixels are moved, never computed. */
    RgbImage apply(RgbImage image) {
        if (this == UPRIGHT) {
            return image;
        }
        int height = exchanged ? image.width() : image.height();
        int width = exchanged ? image.height() : image.width();
        int lastRow = image.height() - 1;
        int lastColumn = image.width() - 1;
        byte[] source = image.rgb();
        byte[] target = new byte[source.length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int storedRow = exchanged ? x : y;
                int storedColumn = exchanged ? y : x;
                int row = fromBottom ? lastRow - storedRow : storedRow;
                int column = fromRight ? lastColumn - storedColumn : storedColumn;
                int from = (row * image.width() + column) * 3;
                target[to] = source[from];
                target[to + 1] = source[from + 1];
                target[to + 2] = source[from + 2];
                to += 3;
            }
        }
        return new RgbImage(height, width, target);
    }
}

package org.pixelembedding.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A PNG file (ISO/IEC 15948) reduced to the chunks that decoding needs, checksums checked: text, profiles and gamma, which
 * readers treat differently, do not reach the reader.
 */
final class PngFile {
    private static final int SIGNATURE_BYTES = 8;
    private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    private final byte[] bare;
    private final Orientation orientation;

    private PngFile(byte[] bare, Orientation orientation) {
        this.bare = bare;
        this.orientation = orientation;
    }

    static PngFile parse(byte[] bytes) throws IOException {
        ByteArrayOutputStream bare = new ByteArrayOutputStream(bytes.length);
        bare.write(bytes, 0, SIGNATURE_BYTES);
        Orientation orientation = Orientation.UPRIGHT;
        int at = SIGNATURE_BYTES;
        String type = "";
        while (!type.equals("IEND")) {
            long length = Bytes.u32(bytes, at, true);
            long end = at + 12 + length;
            Bytes.u8(bytes, end - 1); // the chunk is there
            type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
            if (NEEDED.contains(type)) {
                CRC32 crc = new CRC32();
                crc.update(bytes, at + 4, (int) length + 4);
                if (crc.getValue() != Bytes.u32(bytes, end - 4, true)) {
                    throw new IOException("PNG chunk " + type + " at byte " + at + " does not have its checksum");
                }
                bare.write(bytes, at, (int) (end - at));
            } else if (type.equals("eXIf")) {
                orientation = Orientation.ofExif(Arrays.copyOfRange(bytes, at + 8, (int) end - 4));
            }
            at = (int) end;
        }
        return new PngFile(bare.toByteArray(), orientation);
    }

    /** The bytes for the reader. */
    byte[] bare() {
        return bare;
    }

    Orientation orientation() {
        return orientation;
    }
}

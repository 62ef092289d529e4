package org.pixelembedding.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A PNG file (ISO/IEC 15948) reduced to the chunks that decoding needs, checksums checked: text, profiles and gamma, which
 * readers treat differently, do not reach the reader.
 *
 * <p>The JDK's reader overlooks the transparent value of grey pictures below 8 bits. Such a picture is handed on as one
 * with a palette of its grey values: the same pixel data under another header.
 */
final class PngFile {
    private static final int SIGNATURE_BYTES = 8;
    private static final Set<String> NEEDED = Set.of("PLTE", "tRNS", "IDAT", "IEND");
    /** Where the header has its bits per sample and, one byte on, its colour type. */
    private static final int DEPTH_AT = 8;

    private static final int GREY = 0;
    private static final int PALETTE = 3;

    private final byte[] bytes;
    private final ByteArrayOutputStream bare = new ByteArrayOutputStream();
    private byte[] header = {};
    private boolean paletteWritten;
    /** The grey value that is transparent; none if negative. */
    private int transparent = -1;

    private Orientation orientation = Orientation.UPRIGHT;

    private PngFile(byte[] bytes) {
        this.bytes = bytes;
        bare.write(bytes, 0, SIGNATURE_BYTES);
    }

    /**
     * Walks through all chunks.
     *
     * @throws IOException if the file is truncated or a chunk that decoding needs does not have its checksum
     */
    static PngFile parse(byte[] bytes) throws IOException {
        PngFile file = new PngFile(bytes);
        file.walk();
        return file;
    }

    /** The bytes for the reader. */
    byte[] bare() {
        return bare.toByteArray();
    }

    Orientation orientation() {
        return orientation;
    }

    private void walk() throws IOException {
        int at = SIGNATURE_BYTES;
        String type = "";
        while (!type.equals("IEND")) {
            long end = at + 12 + Bytes.u32(bytes, at, true);
            Bytes.u8(bytes, end - 1); // the chunk is there
            type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
            byte[] data = Arrays.copyOfRange(bytes, at + 8, (int) end - 4);
            if (header.length == 0) {
                if (!type.equals("IHDR") || data.length != 13) {
                    throw new IOException(
                            "PNG wants a first chunk IHDR of 13 bytes, got " + type + " of " + data.length);
                }
                checkSum(at, type, data, end);
                header = data;
                if (!greyBelow8Bits()) {
                    write("IHDR", header);
                }
            } else if (type.equals("eXIf")) {
                orientation = Orientation.ofExif(data);
            } else if (NEEDED.contains(type)) {
                checkSum(at, type, data, end);
                put(type, data);
            }
            at = (int) end;
        }
    }

    private boolean greyBelow8Bits() {
        return header[DEPTH_AT] < 8 && header[DEPTH_AT + 1] == GREY;
    }

    private void put(String type, byte[] data) {
        if (!greyBelow8Bits()) {
            write(type, data);
        } else if (type.equals("tRNS") && data.length == 2) {
            transparent = data[1];
        } else if (!type.equals("PLTE") && !type.equals("tRNS")) {
            if (!paletteWritten) {
                writePalette();
            }
            write(type, data);
        }
    }

    private void writePalette() {
        paletteWritten = true;
        byte[] changed = header.clone();
        changed[DEPTH_AT + 1] = PALETTE;
        write("IHDR", changed);
        int values = 1 << header[DEPTH_AT];
        byte[] palette = new byte[3 * values];
        byte[] alphas = new byte[values];
        for (int v = 0; v < values; v++) {
            Arrays.fill(palette, 3 * v, 3 * v + 3, (byte) (v * 255 / (values - 1)));
            alphas[v] = (byte) (v == transparent ? 0 : 255);
        }
        write("PLTE", palette);
        write("tRNS", alphas);
    }

    private void write(String type, byte[] data) {
        byte[] body = new byte[4 + data.length];
        System.arraycopy(type.getBytes(StandardCharsets.ISO_8859_1), 0, body, 0, 4);
        System.arraycopy(data, 0, body, 4, data.length);
        bare.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        bare.writeBytes(body);
        bare.writeBytes(ByteBuffer.allocate(4).putInt((int) crc(body)).array());
    }

    private void checkSum(int at, String type, byte[] data, long end) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes, at + 4, data.length + 4);
        if (crc.getValue() != Bytes.u32(bytes, end - 4, true)) {
            throw new IOException("PNG chunk " + type + " at byte " + at + " does not have its checksum");
        }
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}

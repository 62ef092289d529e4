package org.pixelembedding.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files chunk by chunk, for the kinds that ImageIO does not write. */
final class PngBytes {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a};

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final int height;

    PngBytes(int height, int width, int bits, int colourType) {
        this.height = height;
        file.writeBytes(SIGNATURE);
        chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) bits)
                        .put((byte) colourType)
                        .array());
    }

    PngBytes chunk(String type, byte... data) {
        byte[] body = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(data)
                .array();
        CRC32 crc = new CRC32();
        crc.update(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return this;
    }

    /** Ends the file with these samples, packed as they are to be in the file, rows of equal length one after the other. */
    byte[] pixels(byte... rows) {
        int stride = rows.length / height;
        byte[] filtered = new byte[rows.length + height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(rows, y * stride, filtered, y * (stride + 1) + 1, stride);
        }
        Deflater deflater = new Deflater();
        deflater.setInput(filtered);
        deflater.finish();
        byte[] packed = new byte[filtered.length + 100];
        int length = deflater.deflate(packed);
        deflater.end();
        chunk("IDAT", Arrays.copyOf(packed, length));
        chunk("IEND");
        return file.toByteArray();
    }

    /** 16-bit numbers, high byte first. */
    static byte[] shorts(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.array();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}

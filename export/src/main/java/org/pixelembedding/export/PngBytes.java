package org.pixelembedding.export;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.pixelembedding.model.RgbImage;

/** A picture as an 8-bit RGB PNG without filters or colour information: its decoded values are the stored ones everywhere. */
public final class PngBytes {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private PngBytes() {}

    public static byte[] of(RgbImage image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream file = new DataOutputStream(bytes);
            file.write(SIGNATURE);
            chunk(file, "IHDR", header(image));
            chunk(file, "IDAT", rows(image));
            chunk(file, "IEND", new byte[0]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private static byte[] header(RgbImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(bytes);
        header.writeInt(image.width());
        header.writeInt(image.height());
        header.write(8); // bits a sample
        header.write(2); // RGB
        header.write(new byte[3]); // deflate, the five filters, no interlace
        return bytes.toByteArray();
    }

    private static byte[] rows(RgbImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int row = image.width() * 3;
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes)) {
            for (int y = 0; y < image.height(); y++) {
                deflated.write(0); // no filter
                deflated.write(image.rgb(), y * row, row);
            }
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream file, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        file.writeInt(data.length);
        file.write(name);
        file.write(data);
        file.writeInt((int) crc.getValue());
    }
}

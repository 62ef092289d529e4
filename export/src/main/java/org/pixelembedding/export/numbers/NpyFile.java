package org.pixelembedding.export.numbers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** An array as NumPy keeps it: {@code .npy}, format version 1.0. */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private NpyFile() {}

    static void write(ModelArray array, OutputStream out) throws IOException {
        out.write(header(array));
        out.write(array.bytes());
    }

    /** Magic, length, and a Python dictionary padded so that the elements begin at a multiple of 64. */
    private static byte[] header(ModelArray array) {
        String shape = array.shape().stream().map(size -> size + ",").collect(Collectors.joining(" "));
        String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                .formatted(array.type().numpy(), shape);
        int bare = MAGIC.length + 2 + text.length() + 1;
        text += " ".repeat((ALIGNMENT - bare % ALIGNMENT) % ALIGNMENT) + "\n";
        byte[] header = new byte[MAGIC.length + 2 + text.length()];
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[MAGIC.length] = (byte) text.length();
        header[MAGIC.length + 1] = (byte) (text.length() >>> 8);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, MAGIC.length + 2, ascii.length);
        return header;
    }
}

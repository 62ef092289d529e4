package org.pixelembedding.export.browser;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.pixelembedding.export.JsonText;
import org.pixelembedding.export.SelfTest;
import org.pixelembedding.export.c.CData;
import org.pixelembedding.model.Model;

/**
 * {@code model.bin}, what classifier.js loads. 8 bytes {@code PIXEMB01}, the last two the version of the format; length of the
 * header and CRC-32 of all that follows these 16 bytes, 32 bits each, little endian; the header, JSON, filled up with spaces to a
 * multiple of 16; the bytes of {@link CData}.
 */
final class ModelFile {
    static final String NAME = "model.bin";

    private static final byte[] MAGIC = "PIXEMB01".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_BYTES = 16;

    private ModelFile() {}

    /** @param tracing whether the runtime also tells every number that it keeps */
    static byte[] of(Model model, SelfTest selfTest, boolean tracing) {
        CData data = new CData(model, tracing);
        byte[] content = data.bytes();
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("name", model.name());
        header.put("height", model.inputHeight());
        header.put("width", model.inputWidth());
        header.put("labels", model.labels());
        header.put("logitScale", model.logitScale());
        header.put("arenaBytes", data.arenaBytes());
        header.put("workBytes", data.workBytes());
        header.put("program", data.program());
        header.put("selfTestSums", Arrays.stream(selfTest.sums()).boxed().toList());
        byte[] json = JsonText.of(header).getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, FIXED_BYTES) * FIXED_BYTES);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        CRC32 crc = new CRC32();
        crc.update(padded);
        crc.update(content);
        return ByteBuffer.allocate(FIXED_BYTES + padded.length + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(padded.length)
                .putInt((int) crc.getValue())
                .put(padded)
                .put(content)
                .array();
    }
}

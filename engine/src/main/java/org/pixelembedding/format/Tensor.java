package org.pixelembedding.format;

import java.util.List;

/**
 * One tensor of a file before it is written.
 *
 * @param node name of the node it belongs to
 * @param part what it is of that node; the name in the file is node, dot, part
 * @param dtype of safetensors: U8, I16, I32 or F32
 */
@SuppressWarnings("ArrayRecordComponent") // made and written at once, never compared
record Tensor(String node, String part, String dtype, List<Integer> shape, byte[] bytes) {
    String name() {
        return node + "." + part;
    }
}

package org.pixelembedding.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;

/**
 * Where the bytes of a model's file go: {@code headerBytes} plus the bytes of all nodes is the file's size.
 *
 * @param headerBytes length field, header and padding
 * @param nodeBytes per node, in the model's order: the bytes of its tensors
 */
public record ModelLayout(int headerBytes, List<Integer> nodeBytes) {
    public ModelLayout {
        nodeBytes = List.copyOf(nodeBytes);
    }

    /** The layout of the file that {@link ModelWriter} writes for a model. */
    public static ModelLayout of(Model model) {
        List<Tensor> tensors = ModelWriter.tensors(model);
        Map<String, Integer> bytes = new LinkedHashMap<>();
        for (Node node : model.nodes()) {
            bytes.put(node.name(), 0);
        }
        for (Tensor tensor : tensors) {
            bytes.merge(tensor.node(), tensor.bytes().length, Integer::sum);
        }
        return new ModelLayout(Long.BYTES + ModelWriter.header(model, tensors).length, new ArrayList<>(bytes.values()));
    }

    /** Size of the file. */
    public int fileBytes() {
        return headerBytes + nodeBytes.stream().mapToInt(Integer::intValue).sum();
    }
}

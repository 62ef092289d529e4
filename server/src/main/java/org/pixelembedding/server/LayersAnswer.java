package org.pixelembedding.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.TensorSpec;

/**
 * The layers of a model as JSON, the same from the command line ({@code inspect --json}) and over HTTP: {@code name}, {@code
 * kind}, {@code inputs}, {@code shape}, {@code weightBits}, {@code activationBits}, {@code macs}. Keys in this order.
 */
public final class LayersAnswer {
    private LayersAnswer() {}

    /** One a node; the maps may be added to. */
    public static List<Map<String, Object>> of(Model model) {
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        List<Long> macs = model.macs();
        List<Map<String, Object>> layers = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            Node node = model.nodes().get(i);
            TensorSpec out = specs.get(i);
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("name", node.name());
            layer.put("kind", node.layer().kind().tag());
            layer.put("inputs", node.inputs());
            layer.put("shape", List.of(out.height(), out.width(), out.channels()));
            layer.put("weightBits", node.layer().weightBits());
            layer.put("activationBits", out.bits());
            layer.put("macs", macs.get(i));
            layers.add(layer);
        }
        return layers;
    }
}

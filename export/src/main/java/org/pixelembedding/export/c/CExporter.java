package org.pixelembedding.export.c;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;

/** Freestanding C99: model.c and model.h, a self-test and an example. Integers only. */
public final class CExporter implements Exporter {
    private static final int FLOAT_BITS = 32;

    @Override
    public String target() {
        return "c";
    }

    @Override
    public String summary() {
        return "C99 without library, allocation or floats: for microcontrollers and everything else with a C compiler";
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        Model model = request.model();
        requireIntegers(model);
        Map<String, String> texts = new LinkedHashMap<>(CFiles.model(model));
        texts.putAll(CFiles.selfTest(model, request.selfTest()));
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        return CUsage.of(model);
    }

    /**
     * Refuses what C is not written for.
     *
     * @throws ExportException if a layer computes in floats; names it
     */
    static void requireIntegers(Model model) throws ExportException {
        for (Node node : model.nodes()) {
            if (node.layer().weightBits() == FLOAT_BITS) {
                throw ExportException.ofLayer(
                        new CExporter(),
                        node,
                        "computes in floats, and C is exported without them",
                        "train with integer ends (network.ends: none), or export to onnx");
            }
        }
    }
}

package org.pixelembedding.export.c;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.model.Model;

/** Freestanding C99: model.c and model.h, a self-test and an example. Integers only. */
public final class CExporter implements Exporter {
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
        FloatLayers.refuse(this, model);
        Map<String, String> texts = new LinkedHashMap<>(CFiles.model(model));
        texts.putAll(CFiles.selfTest(model, request.selfTest()));
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        return CUsage.of(model);
    }
}

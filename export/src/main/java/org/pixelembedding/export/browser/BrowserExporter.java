package org.pixelembedding.export.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.pixelembedding.export.ExportOption;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.c.UnsupportedLayers;
import org.pixelembedding.model.Model;

/** A page that classifies pictures offline, and the same as a module for browsers and Node. */
public final class BrowserExporter implements Exporter {
    @Override
    public String target() {
        return "browser";
    }

    @Override
    public String summary() {
        return "A page that classifies pictures offline, and an ES module for browsers and Node (npm package);"
                + " WebAssembly";
    }

    @Override
    public List<ExportOption> options() {
        return List.of(PackageFile.PACKAGE, PackageFile.VERSION);
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        Model model = request.model();
        UnsupportedLayers.refuse(this, model);
        byte[] modelFile = ModelFile.of(model, request.selfTest(), false);
        Files.writeString(directory.resolve(PackageFile.NAME), PackageFile.of(model, request.options()));
        Files.write(directory.resolve(ModelFile.NAME), modelFile);
        Files.writeString(directory.resolve(PageFile.NAME), PageFile.of(model, request.selfTest(), modelFile));
        for (BrowserResource resource : List.of(
                BrowserResource.CLASSIFIER, BrowserResource.TYPES, BrowserResource.PLAIN, BrowserResource.SIMD)) {
            Files.write(directory.resolve(resource.file()), resource.bytes());
        }
        return BrowserUsage.of(model, request.options());
    }
}

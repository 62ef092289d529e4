package org.pixelembedding.export;

import java.util.List;
import java.util.Optional;
import org.pixelembedding.export.browser.BrowserExporter;
import org.pixelembedding.export.c.CExporter;
import org.pixelembedding.export.graph.OnnxExporter;
import org.pixelembedding.export.graph.OnnxInt2Exporter;
import org.pixelembedding.export.graph.QonnxExporter;
import org.pixelembedding.export.numbers.JsonExporter;
import org.pixelembedding.export.numbers.NpyExporter;
import org.pixelembedding.export.numbers.SafetensorsExporter;

/** All targets. */
public final class Exporters {
    private static final List<Exporter> ALL = List.of(
            new OnnxExporter(),
            new OnnxInt2Exporter(),
            new QonnxExporter(),
            new CExporter(),
            new BrowserExporter(),
            new NpyExporter(),
            new SafetensorsExporter(),
            new JsonExporter());

    private Exporters() {}

    /** In the order in which lists show them. */
    public static List<Exporter> all() {
        return ALL;
    }

    /** The exporter of that target. */
    public static Optional<Exporter> named(String target) {
        return ALL.stream().filter(each -> each.target().equals(target)).findFirst();
    }

    /** For messages: the known targets' names. */
    public static List<String> names() {
        return ALL.stream().map(Exporter::target).toList();
    }
}

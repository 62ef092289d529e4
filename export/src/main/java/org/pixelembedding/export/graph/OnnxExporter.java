package org.pixelembedding.export.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.ExportOption;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.model.Model;

/** An ONNX file of standard operators for as many runtimes as possible: operator set 13, IR version 7 (ONNX 1.8, 2020). */
public final class OnnxExporter implements Exporter {
    private static final String FILE = "model.onnx";
    private static final int IR_VERSION = 7;
    private static final int OPSET = 13;
    private static final String WEIGHTS = "weights";

    @Override
    public String target() {
        return "onnx";
    }

    @Override
    public String summary() {
        return "An ONNX file of standard operators, operator set " + OPSET + ", for as many runtimes as possible";
    }

    @Override
    public List<ExportOption> options() {
        return List.of(new ExportOption(
                WEIGHTS,
                "float32",
                "float32, or int8: a quarter of the size, for runtimes that fold a Cast of a constant"));
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        boolean bytes =
                request.options().choice(WEIGHTS, List.of("float32", "int8")).equals("int8");
        Files.write(
                directory.resolve(FILE),
                model(request.model(), bytes ? ConstantStorage.BYTES : ConstantStorage.FLOAT32, false)
                        .toBytes());
        return OnnxUsage.of(FILE, request.model(), OPSET, IR_VERSION);
    }

    /**
     * The file for a program that compares layers: each layer's tensor is an output under the name that {@link
     * ModelGraph#tensor} gives.
     *
     * @throws ExportException if the model has float ends
     */
    public OnnxModel everyLayer(Model model) throws ExportException {
        return model(model, ConstantStorage.FLOAT32, true);
    }

    /**
     * The file as {@link #write} writes it without options.
     *
     * @throws ExportException if the model has float ends
     */
    public OnnxModel file(Model model) throws ExportException {
        return model(model, ConstantStorage.FLOAT32, false);
    }

    private OnnxModel model(Model model, ConstantStorage storage, boolean everyLayer) throws ExportException {
        return OnnxFile.of(
                model,
                ModelGraph.of(model, new StandardDialect(this, storage), everyLayer),
                IR_VERSION,
                Map.of("", OPSET));
    }
}

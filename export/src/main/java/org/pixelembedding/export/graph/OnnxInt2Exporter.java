package org.pixelembedding.export.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.ExportRequest;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.model.Model;

/**
 * An ONNX file near the model's true size: signs are INT2, codes and weights of few bits UINT2 and UINT4, which operator set
 * 25 has (ONNX 1.20, IR version 13).
 */
public final class OnnxInt2Exporter implements Exporter {
    private static final String FILE = "model.onnx";
    private static final int IR_VERSION = 13;
    private static final int OPSET = 25;

    @Override
    public String target() {
        return "onnx-int2";
    }

    @Override
    public String summary() {
        return "An ONNX file with packed constants of 2 and 4 bits, operator set " + OPSET
                + ": small, for new runtimes";
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        Files.write(directory.resolve(FILE), file(request.model()).toBytes());
        return OnnxUsage.of(FILE, request.model(), OPSET, IR_VERSION);
    }

    /**
     * The file as it is written.
     *
     * @throws ExportException if the model has float ends
     */
    public OnnxModel file(Model model) throws ExportException {
        return model(model, false);
    }

    /**
     * The file with each layer's tensor as an output too, under the name that {@link ModelGraph#tensor} gives.
     *
     * @throws ExportException if the model has float ends
     */
    public OnnxModel everyLayer(Model model) throws ExportException {
        return model(model, true);
    }

    private OnnxModel model(Model model, boolean everyLayer) throws ExportException {
        return OnnxFile.of(
                model,
                ModelGraph.of(model, new StandardDialect(this, ConstantStorage.PACKED), everyLayer),
                IR_VERSION,
                Map.of("", OPSET));
    }
}

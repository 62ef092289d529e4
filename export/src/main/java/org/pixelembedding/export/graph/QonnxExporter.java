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
import org.pixelembedding.export.numbers.TableFile;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PixelEmbedding;

/** A QONNX file, for compilers of hardware: FINN, hls4ml and whatever else stands on the qonnx package. */
public final class QonnxExporter implements Exporter {
    static final String FILE = "model.qonnx.onnx";
    /** Beside a graph that begins at the codes. */
    static final String TABLE = "table.npy";

    private static final int IR_VERSION = 7;
    private static final int OPSET = 13;
    private static final int QONNX_OPSET = 1;

    private static final String ACTIVATIONS = "activations";
    private static final String MULTI_THRESHOLD = "multithreshold";
    private static final String BIPOLAR = "bipolar";
    private static final String START = "start";
    private static final String PIXELS = "pixels";
    private static final String CODES = "codes";

    @Override
    public String target() {
        return "qonnx";
    }

    @Override
    public String summary() {
        return "A QONNX file for FINN and hls4ml: BipolarQuant, Quant and MultiThreshold, data types and layouts annotated";
    }

    @Override
    public List<ExportOption> options() {
        return List.of(
                new ExportOption(
                        ACTIVATIONS,
                        MULTI_THRESHOLD,
                        "multithreshold (FINN), or bipolar: one BipolarQuant a level, up to 4 bits (hls4ml)"),
                new ExportOption(
                        START,
                        PIXELS,
                        "pixels, or codes: the host looks pixels up in the table, the graph begins at the codes"));
    }

    @Override
    public String write(ExportRequest request, Path directory) throws IOException {
        boolean bipolar = request.options()
                .choice(ACTIVATIONS, List.of(MULTI_THRESHOLD, BIPOLAR))
                .equals(BIPOLAR);
        boolean codes = request.options().choice(START, List.of(PIXELS, CODES)).equals(CODES);
        Files.write(
                directory.resolve(FILE), file(request.model(), bipolar, codes).toBytes());
        if (codes) {
            TableFile.write(table(request.model()), directory.resolve(TABLE));
        }
        return QonnxUsage.of(FILE, request.model(), codes);
    }

    /** The layer that looks pixels up: the first; other input layers have been refused. */
    private static PixelEmbedding table(Model model) {
        return (PixelEmbedding) model.nodes().getFirst().layer();
    }

    /**
     * The file as {@link #write} writes it without options.
     *
     * @throws ExportException if the model has float ends, or sums that float32 does not hold
     */
    public OnnxModel file(Model model) throws ExportException {
        return file(model, false, false);
    }

    /**
     * The file with options.
     *
     * @param bipolar activations by BipolarQuant instead of MultiThreshold
     * @param codes whether the graph begins at the codes of the pixels
     */
    OnnxModel file(Model model, boolean bipolar, boolean codes) throws ExportException {
        return OnnxFile.of(
                model,
                ModelGraph.of(model, new QonnxDialect(this, bipolar, codes), false),
                IR_VERSION,
                Map.of("", OPSET, QonnxDialect.DOMAIN, QONNX_OPSET));
    }
}

package org.pixelembedding.export.graph;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pixelembedding.export.JsonText;
import org.pixelembedding.export.onnx.OnnxGraph;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.model.Model;

/** The graph of a model with everything around it that the ONNX format has a field for. */
final class OnnxFile {
    private OnnxFile() {}

    static OnnxModel of(Model model, OnnxGraph graph, int irVersion, Map<String, Integer> opsets) {
        String version = Optional.ofNullable(OnnxFile.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new OnnxModel(
                irVersion,
                OnnxModel.PRODUCER,
                version,
                "Fully quantized image classifier '%s', %d classes: unsigned 8-bit RGB pixels in, order [batch][y][x][colour]; "
                                .formatted(model.name(), model.labels().size())
                        + "whole class sums out, which are the same on every machine",
                new TreeMap<>(opsets),
                graph,
                metadata(model));
    }

    /** The image keys are those of ONNX's MetadataProps.md; {@code labels} is a JSON list. */
    private static SortedMap<String, String> metadata(Model model) {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put("Image.BitmapPixelFormat", "Rgb8");
        metadata.put("Image.ColorSpaceGamma", "SRGB");
        metadata.put("Image.NominalPixelRange", "NominalRange_0_255");
        metadata.put("labels", JsonText.of(model.labels()));
        metadata.put("logitScale", Float.toString(model.logitScale()));
        model.provenance().entries().forEach((key, value) -> metadata.put("provenance." + key, value));
        return metadata;
    }
}

package org.pixelembedding.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.graph.OnnxExporter;
import org.pixelembedding.export.graph.OnnxInt2Exporter;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/** An exported ONNX file in ONNX Runtime. Layers are looked at in a second file that has each of them as an output. */
public final class OnnxTarget implements VerifyTarget {
    /** Makes a file of a model. */
    private interface Export {
        OnnxModel file(Model model) throws ExportException;
    }

    private final String name;
    private final Export export;
    private final Export everyLayer;

    private OnnxTarget(String name, Export export, Export everyLayer) {
        this.name = name;
        this.export = export;
        this.everyLayer = everyLayer;
    }

    /** The targets that ONNX Runtime runs. */
    public static List<VerifyTarget> all() {
        OnnxExporter onnx = new OnnxExporter();
        OnnxInt2Exporter int2 = new OnnxInt2Exporter();
        return List.of(
                new OnnxTarget(onnx.target(), onnx::file, onnx::everyLayer),
                new OnnxTarget(int2.target(), int2::file, int2::everyLayer));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        try {
            String _ = RuntimeSession.version();
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of("ONNX Runtime has no native library for this machine: " + e.getMessage());
        }
    }

    @Override
    public TargetProgram start(Model model, Path workspace) throws IOException {
        return new Program(model);
    }

    private final class Program implements TargetProgram {
        private final Model model;
        private final ExportedOnnx exported;

        Program(Model model) throws IOException {
            this.model = model;
            exported = load(export);
        }

        private ExportedOnnx load(Export how) throws IOException {
            try {
                return new ExportedOnnx(model, how.file(model).toBytes());
            } catch (IllegalStateException e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
        }

        @Override
        public List<int[]> sums(List<RgbImage> pictures) throws IOException {
            int classes = model.labels().size();
            List<int[]> sums = new ArrayList<>();
            try {
                for (int[] answer : exported.answers(pictures)) {
                    sums.add(Arrays.copyOf(answer, classes));
                }
            } catch (IllegalStateException e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
            return sums;
        }

        @Override
        public List<int[]> layers(RgbImage picture) throws IOException {
            try (ExportedOnnx traced = load(everyLayer)) {
                Map<String, int[]> layers = traced.layers(picture);
                return model.nodes().stream()
                        .map(node -> layers.get(node.name()))
                        .toList();
            } catch (IllegalStateException e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            exported.close();
        }
    }
}

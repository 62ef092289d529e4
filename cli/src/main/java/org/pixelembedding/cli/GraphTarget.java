package org.pixelembedding.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.GraphRun;
import org.pixelembedding.train.TrainedNetwork;

/** The training graph in evaluation mode, of the run that a model was frozen from. */
record GraphTarget(TrainedNetwork network) implements VerifyTarget {
    static final String NAME = "graph";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetProgram start(Model model, Path workspace) throws IOException {
        for (Node node : model.nodes()) {
            if (node.layer().kind() == Layer.Kind.FLOAT_STEM) {
                throw new ExportException(
                        "layer '" + node.name() + "' (" + node.layer().kind().tag()
                                + ") sums floats, and the sum depends on their order; pixemb verify RUN without --targets compares"
                                + " what lies behind it");
            }
        }
        return new Program(model, new GraphRun(network, model, model.inputHeight(), model.inputWidth()));
    }

    private record Program(Model model, GraphRun graph) implements TargetProgram {
        @Override
        public List<int[]> sums(List<RgbImage> pictures) throws IOException {
            List<int[]> sums = new ArrayList<>();
            for (int[][] values : values(pictures)) {
                sums.add(values[values.length - 1]);
            }
            return sums;
        }

        @Override
        public List<int[]> layers(RgbImage picture) throws IOException {
            return List.of(values(List.of(picture)).getFirst());
        }

        private List<int[][]> values(List<RgbImage> pictures) throws IOException {
            int size = model.inputHeight() * model.inputWidth() * 3;
            byte[] pixels = new byte[GraphRun.BATCH * size];
            List<int[][]> values = new ArrayList<>();
            try {
                for (int from = 0; from < pictures.size(); from += GraphRun.BATCH) {
                    int count = Math.min(GraphRun.BATCH, pictures.size() - from);
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(pictures.get(from + i).rgb(), 0, pixels, i * size, size);
                    }
                    graph.run(pixels, count);
                    for (int i = 0; i < count; i++) {
                        values.add(graph.values(i, NAME));
                    }
                }
            } catch (ConfigException | IllegalStateException e) {
                throw new IOException(NAME + ": " + e.getMessage(), e);
            }
            return values;
        }

        @Override
        public void close() {
            graph.close();
        }
    }
}

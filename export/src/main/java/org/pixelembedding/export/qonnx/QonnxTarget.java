package org.pixelembedding.export.qonnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pixelembedding.export.graph.ModelGraph;
import org.pixelembedding.export.graph.QonnxExporter;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;

/** An exported QONNX graph in the interpreter of its operators. */
public final class QonnxTarget implements VerifyTarget {
    @Override
    public String name() {
        return "qonnx";
    }

    @Override
    public TargetProgram start(Model model, Path workspace) throws IOException {
        return new Program(
                model, new QonnxInterpreter(new QonnxExporter().file(model).graph()));
    }

    private record Program(Model model, QonnxInterpreter interpreter) implements TargetProgram {
        @Override
        public List<int[]> sums(List<RgbImage> pictures) throws IOException {
            List<int[]> sums = new ArrayList<>();
            for (RgbImage picture : pictures) {
                sums.add(whole(run(picture).get(ModelGraph.SUMS), ModelGraph.SUMS));
            }
            return sums;
        }

        @Override
        public List<int[]> layers(RgbImage picture) throws IOException {
            List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
            Map<String, float[]> tensors = run(picture);
            List<int[]> layers = new ArrayList<>();
            for (int i = 0; i < specs.size(); i++) {
                String tensor = ModelGraph.tensor(model.nodes().get(i));
                layers.add(specs.get(i).channelsLast(whole(tensors.get(tensor), tensor)));
            }
            return layers;
        }

        private Map<String, float[]> run(RgbImage picture) {
            byte[] rgb = picture.rgb();
            float[] pixels = new float[rgb.length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = rgb[i] & 0xff;
            }
            return interpreter.run(pixels);
        }

        private static int[] whole(float[] floats, String tensor) throws IOException {
            int[] ints = new int[floats.length];
            for (int i = 0; i < ints.length; i++) {
                ints[i] = (int) floats[i];
                if (ints[i] != floats[i]) {
                    throw new IOException(
                            "qonnx: tensor '" + tensor + "' has " + floats[i] + ", which is not a whole number");
                }
            }
            return ints;
        }
    }
}

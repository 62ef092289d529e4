package org.pixelembedding.compare;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pixelembedding.export.graph.ModelGraph;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;

/** An exported ONNX file, run by ONNX Runtime. Belongs to one thread; holds native memory until it is closed. */
public final class ExportedOnnx implements AutoCloseable {
    private final Model model;
    private final OrtEnvironment environment;
    private final OrtSession session;

    /**
     * Loads the file, with all optimizations.
     *
     * @param model what was exported
     * @param file the exported file's bytes
     * @throws IllegalStateException if ONNX Runtime refuses the file; with its message
     */
    public ExportedOnnx(Model model, byte[] file) {
        this.model = model;
        try (SessionOptions options = RuntimeSession.options(1)) {
            environment = RuntimeSession.environment();
            session = environment.createSession(file, options);
        } catch (OrtException e) {
            throw RuntimeSession.failure(e);
        }
    }

    /** Class sums and, last, the class of each picture, in one batch. */
    public int[][] answers(List<RgbImage> pictures) {
        try (OnnxTensor pixels = pixels(pictures);
                OrtSession.Result result =
                        session.run(Map.of(Model.INPUT, pixels), Set.of(ModelGraph.SUMS, ModelGraph.CLASS))) {
            int[][] sums = (int[][]) result.get(ModelGraph.SUMS).orElseThrow().getValue();
            long[] classes = (long[]) result.get(ModelGraph.CLASS).orElseThrow().getValue();
            int[][] answers = new int[sums.length][];
            for (int i = 0; i < sums.length; i++) {
                answers[i] = Arrays.copyOf(sums[i], sums[i].length + 1);
                answers[i][sums[i].length] = Math.toIntExact(classes[i]);
            }
            return answers;
        } catch (OrtException e) {
            throw RuntimeSession.failure(e);
        }
    }

    /**
     * What the layers give for one picture, of a file that has every layer as an output.
     *
     * @return by layer, order [y][x][channel]
     */
    public Map<String, int[]> layers(RgbImage picture) {
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        try (OnnxTensor pixels = pixels(List.of(picture));
                OrtSession.Result result = session.run(Map.of(Model.INPUT, pixels))) {
            Map<String, int[]> layers = new LinkedHashMap<>();
            for (int i = 0; i < specs.size(); i++) {
                Node node = model.nodes().get(i);
                OnnxTensor tensor =
                        (OnnxTensor) result.get(ModelGraph.tensor(node)).orElseThrow();
                layers.put(node.name(), specs.get(i).channelsLast(numbers(tensor)));
            }
            return layers;
        } catch (OrtException e) {
            throw RuntimeSession.failure(e);
        }
    }

    private static int[] numbers(OnnxTensor tensor) {
        if (tensor.getInfo().type == OnnxJavaType.INT32) {
            int[] ints = new int[tensor.getIntBuffer().remaining()];
            tensor.getIntBuffer().get(ints);
            return ints;
        }
        float[] floats = new float[tensor.getFloatBuffer().remaining()];
        tensor.getFloatBuffer().get(floats);
        int[] ints = new int[floats.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) floats[i];
            if (ints[i] != floats[i]) {
                throw new IllegalStateException("ONNX Runtime gives " + floats[i] + ", which is not a whole number");
            }
        }
        return ints;
    }

    private OnnxTensor pixels(List<RgbImage> pictures) throws OrtException {
        int size = model.inputHeight() * model.inputWidth() * 3;
        ByteBuffer pixels = ByteBuffer.allocateDirect(pictures.size() * size);
        pictures.forEach(picture -> pixels.put(picture.rgb()));
        long[] shape = {pictures.size(), model.inputHeight(), model.inputWidth(), 3};
        return OnnxTensor.createTensor(environment, pixels.flip(), shape, OnnxJavaType.UINT8);
    }

    /** The file's metadata as ONNX Runtime reads it. */
    public SortedMap<String, String> metadata() {
        try {
            return new TreeMap<>(session.getMetadata().getCustomMetadata());
        } catch (OrtException e) {
            throw RuntimeSession.failure(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw RuntimeSession.failure(e);
        }
    }
}

package org.pixelembedding.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TorchRuntime;

/**
 * The training graph in evaluation mode as one more executor of the model that was frozen from it: pictures in, whole numbers
 * of each of the model's nodes out. Owns native memory; belongs to one thread.
 */
public final class GraphRun implements AutoCloseable {
    /** Most pictures of one {@link #run}. */
    public static final int BATCH = 20;

    private final Model model;
    private final int height;
    private final int width;
    private final InputLayer input;
    private final ExactGraph exact;
    private final float[] encoded;
    private ExactGraph.Result result;
    private int count;

    /**
     * Folds the network's parameters as they are now.
     *
     * @param model says which nodes are asked for
     */
    public GraphRun(TrainedNetwork network, Model model, int height, int width) {
        TorchRuntime.start(network.config().threads());
        this.model = model;
        this.height = height;
        this.width = width;
        input = network.input();
        exact = network.exactGraph();
        encoded = new float[BATCH * pictureBytes() * input.dimensions()];
    }

    private int pictureBytes() {
        return height * width * 3;
    }

    /**
     * Runs pictures; what they give stays until the next run.
     *
     * @param pixels order {@code [image][y][x][colour]}
     * @param images how many of them, up to {@link #BATCH}
     * @throws ConfigException if the model has a layer that the network lacks
     */
    public void run(byte[] pixels, int images) {
        input.encode(pixels, images * pictureBytes(), FloatBuffer.wrap(encoded));
        result = exact.run(encoded, images, height, width, true);
        count = images;
        requireSameNodes();
    }

    private void requireSameNodes() {
        for (Node node : model.nodes()) {
            boolean answersOnly = node.layer().kind() == Layer.Kind.FLOAT_CLASSIFIER;
            boolean there = result.nodes().containsKey(node.name())
                    || result.classSums().containsKey(node.name());
            if (!answersOnly && !there) {
                throw new ConfigException("the model has a layer '" + node.name()
                        + "' that the run's network lacks: it was frozen from another run; freeze this run again");
            }
        }
    }

    /** What the last run gave; not a copy. */
    ExactGraph.Result result() {
        return result;
    }

    /**
     * What each node gave for one picture of the last run.
     *
     * @param imageName for messages
     * @return by node, order {@code [y][x][channel]}; empty for a float classifier
     * @throws IllegalStateException if a number is not whole, which is itself a difference that must not pass
     */
    public int[][] values(int image, String imageName) {
        int[][] values = new int[model.nodes().size()][];
        for (int node = 0; node < values.length; node++) {
            String layer = model.nodes().get(node).name();
            float[] numbers = result.nodes().get(layer);
            double[] sums = result.classSums().get(layer);
            if (numbers != null) {
                values[node] = whole(at -> numbers[at], image, numbers.length / count, imageName, layer);
            } else if (sums != null) {
                values[node] = whole(at -> sums[at], image, sums.length / count, imageName, layer);
            } else {
                values[node] = new int[0];
            }
        }
        return values;
    }

    private static int[] whole(IntToDoubleFunction values, int image, int size, String imageName, String layer) {
        int[] result = new int[size];
        for (int i = 0; i < size; i++) {
            double value = values.applyAsDouble(image * size + i);
            result[i] = (int) value;
            if (result[i] != value) {
                throw new IllegalStateException(imageName + ", layer '" + layer + "': the exact graph gives " + value
                        + ", which is not a whole number");
            }
        }
        return result;
    }

    /** Class scores of one picture of the last run, as a softmax wants them. */
    public float[] logits(int image) {
        int classes = result.logits().length / count;
        return Arrays.copyOfRange(result.logits(), image * classes, (image + 1) * classes);
    }

    @Override
    public void close() {
        exact.close();
    }
}

package org.pixelembedding.train;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.ReferenceInterpreter;
import org.pixelembedding.run.Session;
import org.pixelembedding.train.ParityReport.Difference;
import org.pixelembedding.train.torch.ExactGraph;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * Proves that executors give the same integers: the training graph in evaluation mode, the reference interpreter and
 * the engine, on every code and every sum of every layer. No tolerance.
 *
 * <p>A float stem's sums depend on their order, so behind one the training graph's first-layer codes are fed to the
 * others; and a float classifier's answers are counted, not compared bit by bit.
 */
public final class ParityCheck {
    private static final int BATCH = 20;

    private final Model model;
    private final List<TensorSpec> specs;
    private final ReferenceInterpreter interpreter;
    private final Session traced;
    private final Session fused;
    private final Optional<String> floatStem;
    private final boolean floatClassifier;

    private int images;
    private int interpreted;
    private long differences;
    private Optional<Difference> first = Optional.empty();
    private long stemCodes;
    private long stemCodesDiffering;
    private int answersDiffering;
    private long plainCodes;
    private long plainCodesAgreeing;

    private ParityCheck(Model model, int size) {
        this.model = model;
        specs = model.specs(size, size);
        interpreter = new ReferenceInterpreter(model);
        traced = Planner.planKeepingAll(model, size, size).newSession();
        fused = Planner.plan(model, size, size).newSession();
        floatStem = model.nodes().stream()
                .filter(node -> node.layer().kind() == Layer.Kind.FLOAT_STEM)
                .map(Node::name)
                .findFirst();
        floatClassifier = model.lastNode().layer().kind() == Layer.Kind.FLOAT_CLASSIFIER;
    }

    /**
     * Training graph against reference interpreter and engine.
     *
     * @param network as its checkpoint holds it
     * @param model as it is on disk
     * @param limit how many pictures, from the first
     * @param interpretedLimit how many of them the (slow) reference interpreter runs
     * @param progress hears the number of pictures done
     * @throws ConfigException if the model is not of this network at all
     */
    public static ParityReport ofRun(
            TrainedNetwork network,
            Model model,
            SizedImages pictures,
            int limit,
            int interpretedLimit,
            IntConsumer progress)
            throws IOException {
        TorchRuntime.start(network.config().threads());
        ParityCheck check = new ParityCheck(model, pictures.height());
        int count = Math.min(limit, pictures.size());
        int size = pictures.height() * pictures.width() * 3;
        InputLayer input = network.input();
        byte[] pixels = new byte[BATCH * size];
        float[] encoded = new float[BATCH * size * input.dimensions()];
        try (ExactGraph exact = network.exactGraph();
                TrainingGraph plain = network.trainingGraph(BATCH, 0, false)) {
            for (int from = 0; from < count; from += BATCH) {
                int now = Math.min(BATCH, count - from);
                Evaluation.read(pictures, from, now, pixels);
                input.encode(pixels, now * size, FloatBuffer.wrap(encoded));
                ExactGraph.Result graph = exact.run(encoded, now, pictures.height(), pictures.width(), true);
                check.requireSameNodes(graph);
                plain.encode(input, pixels, now * size);
                check.comparePlain(plain.plainCodes(now), graph.nodes());
                for (int i = 0; i < now; i++) {
                    byte[] rgb = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
                    check.compareWithGraph(pictures.name(from + i), rgb, graph, i, now, from + i < interpretedLimit);
                    progress.accept(from + i + 1);
                }
            }
        }
        return check.report(true);
    }

    /** Reference interpreter against engine, for a model without its training run. */
    public static ParityReport ofModel(Model model, SizedImages pictures, int limit, IntConsumer progress)
            throws IOException {
        ParityCheck check = new ParityCheck(model, pictures.height());
        for (int i = 0; i < Math.min(limit, pictures.size()); i++) {
            check.compareWithInterpreter(pictures.name(i), pictures.pixels(i));
            progress.accept(i + 1);
        }
        return check.report(false);
    }

    private ParityReport report(boolean withGraph) {
        boolean floats = floatStem.isPresent() || floatClassifier;
        return new ParityReport(
                images,
                interpreted,
                model.nodes().size(),
                differences,
                first,
                withGraph && plainCodes > 0
                        ? OptionalDouble.of((double) plainCodesAgreeing / plainCodes)
                        : OptionalDouble.empty(),
                floats && withGraph
                        ? Optional.of(new ParityReport.FloatEnds(
                                stemCodes == 0 ? 0 : (double) stemCodesDiffering / stemCodes,
                                (double) answersDiffering / images))
                        : Optional.empty());
    }

    private void requireSameNodes(ExactGraph.Result graph) {
        for (Node node : model.nodes()) {
            boolean answersOnly = node.layer().kind() == Layer.Kind.FLOAT_CLASSIFIER;
            boolean there =
                    graph.nodes().containsKey(node.name()) || graph.classSums().containsKey(node.name());
            if (!answersOnly && !there) {
                throw new ConfigException("the model has a layer '" + node.name()
                        + "' that the run's network lacks: it was frozen from another run; freeze this run again");
            }
        }
    }

    private void comparePlain(Map<String, float[]> plain, Map<String, float[]> exact) {
        plain.forEach((name, codes) -> {
            float[] other = exact.get(name);
            for (int i = 0; i < codes.length; i++) {
                plainCodesAgreeing += codes[i] == other[i] ? 1 : 0;
            }
            plainCodes += codes.length;
        });
    }

    private void compareWithGraph(
            String name, byte[] rgb, ExactGraph.Result graph, int image, int batch, boolean interpret) {
        images++;
        int[][] expected = new int[specs.size()][];
        for (int node = 0; node < specs.size(); node++) {
            String layer = model.nodes().get(node).name();
            float[] values = graph.nodes().get(layer);
            double[] classSums = graph.classSums().get(layer);
            if (values != null) {
                int size = values.length / batch;
                expected[node] = whole(at -> values[at], image, size, name, layer);
            } else if (classSums != null) {
                int size = classSums.length / batch;
                expected[node] = whole(at -> classSums[at], image, size, name, layer);
            }
        }
        RgbImage picture = new RgbImage(inputSize(rgb), inputSize(rgb), rgb);
        if (interpret) {
            interpreted++;
            NodeValues values = floatStem.isPresent()
                    ? interpreter.runFrom(floatStem.get(), expected[model.indexOf(floatStem.get())])
                    : interpreter.run(picture);
            compare(name, values, "reference interpreter", expected, "training graph");
        }
        if (floatStem.isPresent()) {
            traced.run(rgb);
            int stem = model.indexOf(floatStem.get());
            int[] own = traced.trace().values(stem);
            for (int i = 0; i < own.length; i++) {
                stemCodesDiffering += own[i] != expected[stem][i] ? 1 : 0;
            }
            stemCodes += own.length;
            traced.runFrom(floatStem.get(), expected[stem]);
            fused.run(rgb);
            countAnswer(graph, image, batch);
        } else {
            traced.run(rgb);
            fused.run(rgb);
            if (floatClassifier) {
                countAnswer(graph, image, batch);
            } else {
                compareSums(name, fused.sums(), expected[specs.size() - 1], "training graph");
            }
        }
        compare(name, traced.trace(), "engine", expected, "training graph");
    }

    private void countAnswer(ExactGraph.Result graph, int image, int batch) {
        int classes = graph.logits().length / batch;
        float[] expected = Arrays.copyOfRange(graph.logits(), image * classes, (image + 1) * classes);
        float[] actual = floatClassifier ? fused.logits() : toFloats(fused.sums());
        answersDiffering += argMax(expected) != argMax(actual) ? 1 : 0;
    }

    private static float[] toFloats(int[] sums) {
        float[] floats = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            floats[i] = sums[i];
        }
        return floats;
    }

    private static int argMax(float[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            best = values[k] > values[best] ? k : best;
        }
        return best;
    }

    /** Pictures are square. */
    private static int inputSize(byte[] rgb) {
        return (int) Math.round(Math.sqrt(rgb.length / 3.0));
    }

    /** The training graph's floats as integers; one that is not whole is itself a difference that must not pass. */
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

    private void compareWithInterpreter(String name, byte[] rgb) {
        images++;
        interpreted++;
        NodeValues reference = interpreter.run(new RgbImage(inputSize(rgb), inputSize(rgb), rgb));
        int[][] expected = new int[specs.size()][];
        for (int node = 0; node < specs.size(); node++) {
            if (specs.get(node).kind() != TensorSpec.Kind.LOGITS && reference.has(node)) {
                expected[node] = reference.values(node);
            }
        }
        traced.run(rgb);
        compare(name, traced.trace(), "engine", expected, "reference interpreter");
        fused.run(rgb);
        if (floatClassifier) {
            if (!Arrays.equals(fused.logits(), reference.logits())) {
                differences++;
            }
        } else {
            compareSums(name, fused.sums(), expected[specs.size() - 1], "reference interpreter");
        }
    }

    private void compare(String image, NodeValues values, String executor, int[][] expected, String against) {
        for (int node = 0; node < specs.size(); node++) {
            if (specs.get(node).kind() == TensorSpec.Kind.LOGITS || !values.has(node) || expected[node] == null) {
                continue;
            }
            compareNode(image, node, values.values(node), executor, expected[node], against);
        }
    }

    private void compareSums(String image, int[] sums, int[] expected, String against) {
        compareNode(image, specs.size() - 1, sums, "engine", expected, against);
    }

    private void compareNode(String image, int node, int[] actual, String executor, int[] expected, String against) {
        TensorSpec spec = specs.get(node);
        String layer = model.nodes().get(node).name();
        if (actual.length != expected.length) {
            throw new ConfigException("layer '" + layer + "' has " + actual.length + " numbers in the model and "
                    + expected.length + " in the run's network: the model was frozen from another run; freeze again");
        }
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] == expected[i]) {
                continue;
            }
            differences++;
            boolean earlier = first.isEmpty()
                    || (first.get().image().equals(image)
                            && model.indexOf(first.get().layer()) > node);
            if (earlier) {
                first = Optional.of(new Difference(
                        image,
                        layer,
                        i / spec.channels() / spec.width(),
                        i / spec.channels() % spec.width(),
                        i % spec.channels(),
                        executor,
                        actual[i],
                        against,
                        expected[i]));
            }
        }
    }
}

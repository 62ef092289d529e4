package org.pixelembedding.train;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.Difference;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.ReferenceInterpreter;
import org.pixelembedding.run.Session;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * Proves that executors give the same integers: the training graph in evaluation mode, the reference interpreter and
 * the engine, on every code and every sum of every layer. No tolerance.
 *
 * <p>A float stem's sums depend on their order, so behind one the training graph's first-layer codes are fed to the
 * others; and a float classifier's answers are counted, not compared bit by bit.
 */
public final class ParityCheck {
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
        ParityCheck check = new ParityCheck(model, pictures.height());
        int count = Math.min(limit, pictures.size());
        int size = pictures.height() * pictures.width() * 3;
        byte[] pixels = new byte[GraphRun.BATCH * size];
        HeapAllowance heap = new HeapAllowance();
        try (GraphRun graph = new GraphRun(network, model, pictures.height(), pictures.width());
                TrainingGraph plain = network.trainingGraph(GraphRun.BATCH, 0, false)) {
            for (int from = 0; from < count; from += GraphRun.BATCH) {
                int now = Math.min(GraphRun.BATCH, count - from);
                Evaluation.read(pictures, from, now, pixels);
                graph.run(pixels, now);
                plain.encode(network.input(), pixels, now * size);
                check.comparePlain(plain.plainCodes(now), graph.result().nodes());
                for (int i = 0; i < now; i++) {
                    byte[] rgb = Arrays.copyOfRange(pixels, i * size, (i + 1) * size);
                    check.compareWithGraph(pictures.name(from + i), rgb, graph, i, from + i < interpretedLimit);
                    progress.accept(from + i + 1);
                }
                heap.check();
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

    private void comparePlain(Map<String, float[]> plain, Map<String, float[]> exact) {
        plain.forEach((name, codes) -> {
            float[] other = exact.get(name);
            for (int i = 0; i < codes.length; i++) {
                plainCodesAgreeing += codes[i] == other[i] ? 1 : 0;
            }
            plainCodes += codes.length;
        });
    }

    private void compareWithGraph(String name, byte[] rgb, GraphRun graph, int image, boolean interpret) {
        images++;
        int[][] expected = graph.values(image, name);
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
            countAnswer(graph.logits(image));
        } else {
            traced.run(rgb);
            fused.run(rgb);
            if (floatClassifier) {
                countAnswer(graph.logits(image));
            } else {
                compareSums(name, fused.sums(), expected[specs.size() - 1], "training graph");
            }
        }
        compare(name, traced.trace(), "engine", expected, "training graph");
    }

    private void countAnswer(float[] expected) {
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

    private void compareWithInterpreter(String name, byte[] rgb) {
        images++;
        interpreted++;
        NodeValues reference = interpreter.run(new RgbImage(inputSize(rgb), inputSize(rgb), rgb));
        int[][] expected = new int[specs.size()][0];
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
            if (specs.get(node).kind() == TensorSpec.Kind.LOGITS || !values.has(node) || expected[node].length == 0) {
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
                first = Optional.of(Difference.in(
                        image, model.nodes().get(node), spec, i, executor, actual[i], against, expected[i]));
            }
        }
    }
}

package org.pixelembedding.export.c;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.OrderedDither;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.ShapeException;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.Planner;

/**
 * The steps that a model takes in C and the buffers between them. A convolution takes along what stands behind it: the
 * residual add, the thresholds, the sum over the picture; sums that nobody else reads are never stored.
 */
final class CPlan {
    private static final int MOST = 0xffff;

    private final Model model;
    private final List<TensorSpec> specs;
    private final List<Integer> sumBits;
    private final List<Step> steps = new ArrayList<>();
    private final List<CBuffer> buffers = new ArrayList<>();
    /** Buffer of each node's codes or sums, or -1. */
    private final int[] bufferOf;

    private final Set<Integer> fused = new HashSet<>();

    /** One function call in C. */
    sealed interface Step permits Convolve, EmbedAll, Pool, WorkOnSums {}

    /**
     * What becomes of sums; -1 where there is none.
     *
     * @param sums node whose sums leave the step: the layer's own, or the add's
     * @param carried buffer that is added
     * @param kept buffer that the sums go to
     * @param pool node that sums them over the picture
     * @param totals buffer of these totals
     * @param thresholds node that makes codes of them
     * @param codes buffer of these codes
     */
    record Tail(int sums, int carried, int kept, int pool, int totals, int thresholds, int codes) {
        static final Tail NONE = new Tail(-1, -1, -1, -1, -1, -1, -1);

        Tail adding(int buffer) {
            return new Tail(sums, buffer, kept, pool, totals, thresholds, codes);
        }
    }

    /** @param input buffer of codes, -1 where the picture is embedded on the way */
    record Convolve(int node, int embedding, int input, int window, Tail tail) implements Step {}

    record EmbedAll(int node, int codes) implements Step {}

    record Pool(int node, int input, int output) implements Step {}

    /** @param input buffer of sums */
    record WorkOnSums(int node, int input, Tail tail) implements Step {}

    /**
     * Plans.
     *
     * @param model without float layers, and with no input layer but pixel embedding
     * @throws ShapeException if a layer is too large for C; names it and says what to do
     */
    CPlan(Model model) {
        this.model = model;
        specs = model.specs(model.inputHeight(), model.inputWidth());
        refuseHuge();
        sumBits = Planner.accumulatorBits(model, model.inputHeight(), model.inputWidth());
        bufferOf = new int[specs.size()];
        Arrays.fill(bufferOf, -1);
        for (int node = 0; node < specs.size(); node++) {
            if (!fused.contains(node)) {
                plan(node);
            }
        }
        buffers.get(bufferOf[specs.size() - 1]).used(steps.size());
    }

    private void refuseHuge() {
        for (int node = 0; node < specs.size(); node++) {
            String name = model.nodes().get(node).name();
            TensorSpec spec = specs.get(node);
            if (spec.height() > MOST || spec.width() > MOST || spec.channels() > MOST) {
                throw new ShapeException("layer '" + name + "' makes " + spec + ", want at most " + MOST
                        + " rows, columns and channels for C; export to onnx");
            }
        }
    }

    private void plan(int node) {
        switch (layer(node)) {
            case PixelEmbedding _ -> {
                if (!embeddedOnTheWay(node)) {
                    bufferOf[node] = buffer(CBuffer.Content.CODES, node);
                    add(new EmbedAll(node, bufferOf[node]), bufferOf[node]);
                }
            }
            case QuantConv2d conv -> {
                int source = input(node, 0);
                int window = buffers.size();
                buffers.add(CBuffer.window(specs.get(source), conv.weights()));
                Tail tail = tail(node);
                boolean onTheWay = embeddedOnTheWay(source);
                add(
                        new Convolve(node, onTheWay ? source : -1, bufferOf[source], window, tail),
                        bufferOf[source],
                        window);
            }
            case MaxPool2d _ -> {
                bufferOf[node] = buffer(CBuffer.Content.CODES, node);
                int from = bufferOf[input(node, 0)];
                add(new Pool(node, from, bufferOf[node]), from, bufferOf[node]);
            }
            case MultiThreshold _ -> {
                bufferOf[node] = buffer(CBuffer.Content.CODES, node);
                int from = bufferOf[input(node, 0)];
                add(new WorkOnSums(node, from, new Tail(input(node, 0), -1, -1, -1, -1, node, bufferOf[node])), from);
            }
            case ResidualAdd _ -> {
                int from = bufferOf[input(node, 0)];
                int other = bufferOf[input(node, 1)];
                add(new WorkOnSums(node, from, behind(node, -1).adding(other)), from);
            }
            case GlobalSumPool _ -> {
                bufferOf[node] = buffer(CBuffer.Content.WIDE, node);
                int from = bufferOf[input(node, 0)];
                add(new WorkOnSums(node, from, new Tail(input(node, 0), -1, -1, node, bufferOf[node], -1, -1)), from);
            }
            case OrderedDither _, JointEmbedding _, BitPlaneConv2d _, FloatStem _, FloatClassifier _ ->
                throw new IllegalArgumentException("layer " + node + " is none that C has; ask CExporter");
        }
    }

    /** What a convolution takes along: the add behind it if the other addend is there, and what is behind that. */
    private Tail tail(int conv) {
        List<Integer> readers = readers(conv);
        if (readers.size() == 1 && layer(readers.get(0)).kind() == Layer.Kind.RESIDUAL_ADD) {
            int add = readers.get(0);
            int other = input(add, 0) == conv ? input(add, 1) : input(add, 0);
            if (other < conv && bufferOf[other] >= 0) {
                fused.add(add);
                boolean last = readers(other).stream().allMatch(reader -> reader == add || reader < conv);
                int carried = bufferOf[other];
                return behind(add, last ? carried : -1).adding(carried);
            }
        }
        return behind(conv, -1);
    }

    /** @param place buffer that may take the sums, or -1 */
    private Tail behind(int sums, int place) {
        List<Integer> readers = new ArrayList<>(readers(sums));
        int thresholds = take(readers, Layer.Kind.MULTI_THRESHOLD);
        int codes = -1;
        if (thresholds >= 0) {
            codes = buffer(CBuffer.Content.CODES, thresholds);
            bufferOf[thresholds] = codes;
        }
        int pool = take(readers, Layer.Kind.GLOBAL_SUM_POOL);
        int totals = -1;
        if (pool >= 0) {
            totals = buffer(CBuffer.Content.WIDE, pool);
            bufferOf[pool] = totals;
        }
        int kept = -1;
        if (!readers.isEmpty() || sums == specs.size() - 1) {
            kept = place >= 0
                    ? place
                    : buffer(sumBits.get(sums) == Short.SIZE ? CBuffer.Content.NARROW : CBuffer.Content.WIDE, sums);
            bufferOf[sums] = kept;
        }
        return new Tail(sums, -1, kept, pool, totals, thresholds, codes);
    }

    private int take(List<Integer> readers, Layer.Kind kind) {
        OptionalInt found = readers.stream()
                .mapToInt(Integer::intValue)
                .filter(reader -> layer(reader).kind() == kind)
                .findFirst();
        if (found.isEmpty()) {
            return -1;
        }
        readers.removeIf(reader -> reader == found.getAsInt());
        fused.add(found.getAsInt());
        return found.getAsInt();
    }

    private int buffer(CBuffer.Content content, int node) {
        buffers.add(new CBuffer(content, specs.get(node)));
        return buffers.size() - 1;
    }

    private void add(Step step, int... used) {
        int at = steps.size();
        steps.add(step);
        for (int buffer : used) {
            use(buffer, at);
        }
        Tail tail = tailOf(step);
        for (int buffer : new int[] {tail.carried(), tail.kept(), tail.totals(), tail.codes()}) {
            use(buffer, at);
        }
    }

    private void use(int buffer, int at) {
        if (buffer >= 0) {
            buffers.get(buffer).used(at);
        }
    }

    private static Tail tailOf(Step step) {
        return switch (step) {
            case Convolve convolve -> convolve.tail();
            case WorkOnSums work -> work.tail();
            case EmbedAll _, Pool _ -> Tail.NONE;
        };
    }

    /** An embedding that one convolution reads, and nobody else, is looked up while codes are gathered. */
    boolean embeddedOnTheWay(int node) {
        List<Integer> readers = readers(node);
        return layer(node).kind() == Layer.Kind.PIXEL_EMBEDDING
                && readers.size() == 1
                && layer(readers.get(0)).kind() == Layer.Kind.QUANT_CONV_2D;
    }

    private List<Integer> readers(int node) {
        String name = model.nodes().get(node).name();
        List<Integer> readers = new ArrayList<>();
        for (int i = node + 1; i < specs.size(); i++) {
            if (model.nodes().get(i).inputs().contains(name)) {
                readers.add(i);
            }
        }
        return readers;
    }

    Model model() {
        return model;
    }

    Layer layer(int node) {
        return model.nodes().get(node).layer();
    }

    TensorSpec spec(int node) {
        return specs.get(node);
    }

    /** Spec of what a node reads. */
    TensorSpec inputSpec(int node) {
        return specs.get(input(node, 0));
    }

    private int input(int node, int which) {
        return model.indexOf(model.nodes().get(node).inputs().get(which));
    }

    /** Whether 16 bits hold all sums of a convolution and of the add behind it, and 5 bits the codes that it reads. */
    boolean narrow(Convolve step) {
        return sumBits.get(step.node()) == Short.SIZE
                && sumBits.get(step.tail().sums()) == Short.SIZE
                && inputSpec(step.node()).bits() <= CVectors.MOST_CODE_BITS;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    List<CBuffer> buffers() {
        return List.copyOf(buffers);
    }

    /** Buffer of the class sums: 32 bits each. */
    int answer() {
        return bufferOf[specs.size() - 1];
    }
}

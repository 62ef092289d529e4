package org.pixelembedding.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.torch.MatrixProducts;
import org.pixelembedding.train.torch.StageTimes;
import org.pixelembedding.train.torch.TorchRuntime;
import org.pixelembedding.train.torch.TrainingGraph;

/**
 * What quantization and bf16 cost or bring in training: whole steps (encode, forward, backward, update, table) of a
 * network and of its full-precision twin (float pixels, float weights, ReLU), in turns, on random pictures.
 */
public final class TrainingSpeed {
    private static final int WARM_UP = 3;
    /** Steps at the beginning of a block that the other block reaches into: as many as batches are made ahead, and one. */
    private static final int UNCOUNTED = 4;

    private static final int COUNTED = 16;
    private static final List<String> CLASSES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** What a configuration says otherwise when nothing is quantized. */
    private static final Map<String, String> TWIN =
            Map.of("input", "float", "thresholds", "range", "quantizer", "linear");

    private TrainingSpeed() {}

    /** What is timed. */
    public enum Kind {
        QUANTIZED_FLOAT32(true, false),
        QUANTIZED_BF16(true, true),
        FULL_PRECISION_FLOAT32(false, false),
        FULL_PRECISION_BF16(false, true);

        private final boolean quantized;
        private final boolean bf16;

        Kind(boolean quantized, boolean bf16) {
            this.quantized = quantized;
            this.bf16 = bf16;
        }

        /** What trainings of such a configuration do. */
        public static Kind of(TrainingConfig config) {
            boolean bf16 = config.resolved().precision().equals("bf16");
            if (config.fullPrecision()) {
                return bf16 ? FULL_PRECISION_BF16 : FULL_PRECISION_FLOAT32;
            }
            return bf16 ? QUANTIZED_BF16 : QUANTIZED_FLOAT32;
        }
    }

    /**
     * What one kind of step takes.
     *
     * @param imagesPerSecond from the median step
     * @param shares of the stages in the time of all steps, in the order of {@link StageTimes.Stage}; they sum up to 1
     */
    public record Speed(double imagesPerSecond, List<Double> shares) {}

    /**
     * Times steps of some kinds in turns, so that what disturbs the machine disturbs all alike.
     *
     * @param config what is trained; its full-precision twin is that with float pixels and no quantizer
     * @param kinds of steps
     * @param rounds timed steps of each kind, at least 1
     */
    public static Map<Kind, Speed> measure(TrainingConfig config, Set<Kind> kinds, int rounds)
            throws java.io.IOException {
        TorchRuntime.start(config.threads());
        NetworkSpec network = NetworkSpec.load(config.network());
        List<Runner> runners = new ArrayList<>();
        Map<Kind, double[]> seconds = new EnumMap<>(Kind.class);
        try {
            for (Kind kind : kinds) {
                runners.add(new Runner(config, network, kind));
                seconds.put(kind, new double[rounds]);
            }
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Runner runner : runners) {
                    if (round == 0) {
                        runner.graph.stageTimes().reset();
                    }
                    long start = System.nanoTime();
                    runner.step(round + WARM_UP + 1);
                    if (round >= 0) {
                        seconds.get(runner.kind)[round] = (System.nanoTime() - start) * 1e-9;
                    }
                }
            }
            Map<Kind, Speed> speeds = new EnumMap<>(Kind.class);
            for (Runner runner : runners) {
                double[] times = seconds.get(runner.kind);
                Arrays.sort(times);
                speeds.put(
                        runner.kind,
                        new Speed(
                                config.batch() / times[times.length / 2],
                                Arrays.stream(runner.graph.stageTimes().shares())
                                        .boxed()
                                        .toList()));
            }
            return speeds;
        } finally {
            runners.forEach(Runner::close);
        }
    }

    /**
     * What steps multiply, and how fast the library multiplies.
     *
     * @param macs multiply-accumulates a picture forward, behind the stem (which is looked up, not multiplied)
     * @param gigaflops of the library's own float32 matrix products with as many threads
     */
    public record Products(long macs, double gigaflops) {
        /** What such steps do, two operations a multiply-accumulate: forward, and back to weights and to inputs. */
        public double gigaflops(Speed speed) {
            return 3 * 2.0 * macs * speed.imagesPerSecond() * 1e-9;
        }
    }

    /** Counts and times products. */
    public static Products products(TrainingConfig config, int rounds) throws java.io.IOException {
        TorchRuntime.start(config.threads());
        List<Long> macs = NetworkPlan.of(config, NetworkSpec.load(config.network()), CLASSES.size()).layers().stream()
                .map(NetworkPlan.PlannedLayer::macs)
                .filter(count -> count > 0)
                .toList();
        long behindStem = macs.stream().skip(1).mapToLong(Long::longValue).sum();
        return new Products(behindStem, MatrixProducts.gigaflops(rounds));
    }

    /**
     * What it costs a step that its pictures are read and varied meanwhile.
     *
     * @param withData seconds a step, median of blocks of steps
     * @param repeated the same on a batch that is there already
     * @param cost median over pairs of blocks, one after the other, of what the former takes of the latter
     */
    public record Pipeline(double withData, double repeated, double cost) {}

    /**
     * Quantized steps in the configuration's precision, in turns: a block with pictures of a training part, a block on the last
     * of its batches.
     *
     * @param rounds pairs of blocks, at least 1
     */
    public static Pipeline pipeline(TrainingConfig config, TrainingData data, int rounds) throws java.io.IOException {
        TorchRuntime.start(config.threads());
        NetworkSpec network = NetworkSpec.load(config.network());
        TrainingBatches batches = new TrainingBatches(config, data.train(), TrainedNetwork.sizeOf(config, network));
        double[] withData = new double[rounds];
        double[] repeated = new double[rounds];
        double[] costs = new double[rounds];
        try (Runner runner = new Runner(config, network, Kind.of(config))) {
            int step = 0;
            int batch = 0;
            for (int round = -WARM_UP; round < rounds; round++) {
                double sum = 0;
                for (int i = 0; i < UNCOUNTED + COUNTED; i++, batch++) {
                    long start = System.nanoTime();
                    batches.load(batch / batches.perEpoch(), batch % batches.perEpoch());
                    runner.step(batches.pixels(), classesOf(batches.labels()), ++step);
                    // The first batches were made ready during the other block.
                    sum += i < UNCOUNTED ? 0 : (System.nanoTime() - start) * 1e-9;
                }
                double own = 0;
                int[] labels = classesOf(batches.labels());
                for (int i = 0; i < UNCOUNTED + COUNTED; i++) {
                    long start = System.nanoTime();
                    runner.step(batches.pixels(), labels, ++step);
                    // The batches that come next are still being made during the first steps.
                    own += i < UNCOUNTED ? 0 : (System.nanoTime() - start) * 1e-9;
                }
                if (round >= 0) {
                    withData[round] = sum / COUNTED;
                    repeated[round] = own / COUNTED;
                    costs[round] = sum / own;
                }
            }
        }
        return new Pipeline(median(withData), median(repeated), median(costs));
    }

    /** The network that is timed has {@link #CLASSES} classes, whatever the pictures have. */
    private static int[] classesOf(int[] labels) {
        return Arrays.stream(labels).map(label -> label % CLASSES.size()).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /**
     * What the process held.
     *
     * @param worked the memory that the steps need by their shapes
     * @param floor bytes held with the library loaded, before there was a network
     * @param peak the most bytes held during the steps
     */
    public record Memory(TrainingMemory worked, long floor, long peak) {}

    /**
     * Peak memory of quantized steps in the configuration's precision.
     *
     * @param steps at least 1
     * @throws java.io.IOException elsewhere than on Linux, where the process's memory is not read
     */
    public static Memory memory(TrainingConfig config, int steps) throws java.io.IOException {
        TorchRuntime.start(config.threads());
        TrainingConfig small = config.with("batch", "2");
        NetworkSpec network = NetworkSpec.load(config.network());
        Kind kind = Kind.of(config);
        try (Runner warm = new Runner(small.with("network", "tiny"), NetworkSpec.load("tiny"), kind)) {
            warm.step(1); // the library makes its threads and loads its kernels
        }
        System.gc();
        TrainingMemory.resetPeak();
        long floor = TrainingMemory.ofProcess("VmRSS");
        try (Runner runner = new Runner(config, network, kind)) {
            for (int step = 1; step <= steps; step++) {
                runner.step(step);
            }
            return new Memory(
                    TrainingMemory.of(
                            runner.topology, config.batch(), TrainedNetwork.sizeOf(config, network), kind.bf16),
                    floor,
                    TrainingMemory.ofProcess("VmHWM"));
        }
    }

    private static final class Runner implements AutoCloseable {
        private final Kind kind;
        private final double learningRate;
        private final InputLayer input;
        private final Topology topology;
        private final TrainingGraph graph;
        private final byte[] pixels;
        private final int[] labels;

        Runner(TrainingConfig config, NetworkSpec network, Kind kind) {
            this.kind = kind;
            learningRate = config.learningRate();
            int size = TrainedNetwork.sizeOf(config, network);
            Random random = new Random(1);
            pixels = new byte[config.batch() * size * size * InputLayer.COLOURS];
            random.nextBytes(pixels);
            labels = random.ints(config.batch(), 0, CLASSES.size()).toArray();
            PixelStatistics statistics = new PixelStatistics();
            statistics.add(pixels);
            TrainingConfig own = kind.quantized || config.fullPrecision() ? config : config.with(TWIN);
            TrainedNetwork start = TrainedNetwork.untrained(own, network, statistics, size, CLASSES, "random");
            input = start.input();
            topology = start.topology();
            int learning = input instanceof LearnedInput ? (int) Math.ceil(config.tableShare() * config.batch()) : 0;
            graph = new TrainingGraph(
                    topology,
                    start.checkpoint().arrays(),
                    LinearQuantizer.DEFAULT,
                    new TrainingGraph.Settings(
                            config.batch(), size, size, learning, config.weightDecay(), 1, kind.bf16, kind.quantized));
        }

        void step(int number) {
            step(pixels, labels, number);
        }

        void step(byte[] ownPixels, int[] ownLabels, int number) {
            graph.encode(input, ownPixels, ownPixels.length);
            graph.step(
                    ownLabels,
                    learningRate,
                    number,
                    gradient -> ((LearnedInput) input).learn(gradient, learningRate, number));
        }

        @Override
        public void close() {
            graph.close();
        }
    }
}

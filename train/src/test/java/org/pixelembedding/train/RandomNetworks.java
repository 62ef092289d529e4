package org.pixelembedding.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.train.NetworkSpec.Block;

/**
 * Random small networks with parameters as training may leave them, and worse: gains of either sign and 0, variances
 * from tiny to large, biases out of reach.
 */
final class RandomNetworks {
    static final int SIDE = 16;

    private RandomNetworks() {}

    static TrainingData data() throws IOException {
        TrainingConfig config = TrainingConfig.parse("test", "size: 16\nvalidation: 0\n");
        return TrainingData.of(new PaintedSource(24, 6, SIDE, 5), config, SIDE, UnreadablePolicy.FAIL);
    }

    static TrainedNetwork network(long seed, InputKind input, TrainingData data) throws IOException {
        return network(seed, input, data, QuantizerConfig.Kind.LINEAR);
    }

    /** A joint table, with latents as learning may leave them. */
    static TrainedNetwork joint(long seed, TrainingData data) throws IOException {
        TrainedNetwork start = network(seed, InputKind.PIXEL_EMBEDDING, data, QuantizerConfig.Kind.LINEAR, "joint");
        SplittableRandom random = new SplittableRandom(seed + 1);
        float[] latents = start.checkpoint().arrays().get(InputLayers.LATENTS);
        for (int i = 0; i < latents.length; i++) {
            double moved = latents[i] + (random.nextInt(3) == 0 ? random.nextDouble(-1, 1) : 0);
            latents[i] = (float) Math.clamp(moved, -2, 2);
        }
        return TrainedNetwork.of(start.checkpoint());
    }

    /** Where quantizers learn, at most 4 bits an activation, and steps and intervals far from their start. */
    static TrainedNetwork network(long seed, InputKind input, TrainingData data, QuantizerConfig.Kind quantizers)
            throws IOException {
        return network(seed, input, data, quantizers, "");
    }

    /** @param table of all tables; empty for one or one a colour, as chance has it */
    private static TrainedNetwork network(
            long seed, InputKind input, TrainingData data, QuantizerConfig.Kind quantizers, String table)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int most = quantizers == QuantizerConfig.Kind.LINEAR ? 8 : QuantizerConfig.MOST_THRESHOLD_BITS;
        int bits = most < 8 || random.nextInt(4) == 0 ? 1 + random.nextInt(most) : 2;
        TrainingConfig config = TrainingConfig.parse("test", "size: 16\nvalidation: 0\nseed: " + seed)
                .with("input", input.option())
                .with("quantizer", quantizers.option())
                .with("bits", Integer.toString(bits))
                .with("dimensions", Integer.toString(1 + random.nextInt(24)))
                .with("table", table(random.nextBoolean() ? "shared" : "per-colour", table))
                .with("order", random.nextBoolean() ? "block" : "interleaved")
                // Functions of the seed, so that they take no number of the stream.
                .with("tableBits", seed % 3 == 0 ? Integer.toString(1 + Math.floorMod(seed, 4)) : "0")
                .with("classifierCodes", quantizers == QuantizerConfig.Kind.LEARNED_STEP ? "1" : codes(seed))
                .with("classifierBits", seed % 5 == 1 ? Integer.toString(1 + Math.floorMod(seed, 4)) : "0");
        NetworkSpec spec = new NetworkSpec("random", SIDE, blocks(random, bitsOf(seed, bits, most)));
        TrainedNetwork start = TrainedNetwork.start(config, spec, data);
        Parameters arrays = start.checkpoint().arrays();
        for (String name : arrays.names()) {
            float[] values = arrays.get(name);
            for (int i = 0; i < values.length; i++) {
                if (name.endsWith(".gain")) {
                    values[i] = random.nextInt(8) == 0 ? 0 : (float) random.nextDouble(-2, 3);
                } else if (name.endsWith(".in.bias")) {
                    values[i] = (float) random.nextDouble(-1, 2) * (random.nextInt(9) == 0 ? 20 : 1);
                } else if (name.endsWith(".mean")) {
                    values[i] = (float) random.nextDouble(-1, 1);
                } else if (name.endsWith(".variance")) {
                    values[i] = (float) StrictMath.exp(random.nextDouble(-5, 3));
                } else if (name.endsWith(".step") || name.endsWith(".intervals")) {
                    values[i] *= (float) StrictMath.exp(random.nextDouble(-3, 1));
                } else if (name.endsWith(".weight") && random.nextInt(50) == 0) {
                    values[i] = -0f;
                }
            }
        }
        return start;
    }

    private static String codes(long seed) {
        return Long.toString(1 + Math.floorMod(seed / 2, 3));
    }

    private static String table(String byChance, String wanted) {
        return wanted.isEmpty() ? byChance : wanted;
    }

    /**
     * Every second network has bits of its own in about half of its blocks; the others stay at the defaults. Weight and
     * activation bits of a block are at most 10 together, so that no sum in front of a threshold passes 2^24.
     */
    private static Supplier<LayerBits> bitsOf(long seed, int defaultBits, int most) {
        SplittableRandom random = new SplittableRandom(~seed);
        if (random.nextBoolean()) {
            return () -> LayerBits.DEFAULT;
        }
        return () -> {
            int activation = random.nextBoolean() ? 0 : 1 + random.nextInt(most);
            int read = activation == 0 ? defaultBits : activation;
            return new LayerBits(random.nextBoolean() ? 0 : 1 + random.nextInt(Math.min(8, 10 - read)), activation);
        };
    }

    private static List<Block> blocks(SplittableRandom random, Supplier<LayerBits> bits) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Stem(channels(random), 1 + 2 * random.nextInt(3), 1 + random.nextInt(2), bits.get()));
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(4)) {
                case 0 ->
                    blocks.add(new Block.Basic(
                            channels(random), 1 + random.nextInt(2), 1 + random.nextInt(2), bits.get()));
                case 1 -> {
                    blocks.add(new Block.Pool(2));
                    blocks.add(new Block.Conv(channels(random), 1 + 2 * random.nextInt(2), 1, bits.get()));
                    blocks.add(new Block.Residual(3, bits.get()));
                }
                case 2 ->
                    blocks.add(new Block.Bottleneck(
                            1 + random.nextInt(20), 1 + random.nextInt(2), 1 + random.nextInt(2), bits.get()));
                default -> blocks.add(new Block.Conv(channels(random), 3, 1 + random.nextInt(2), bits.get()));
            }
        }
        blocks.add(new Block.Classifier(bits.get()));
        return blocks;
    }

    private static int channels(SplittableRandom random) {
        return random.nextInt(4) == 0 ? 60 + random.nextInt(80) : 1 + random.nextInt(40);
    }
}

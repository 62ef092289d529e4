package org.pixelembedding.compare;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random weights for a twin, the same for its float32 and its int8 form: weight = level * scale of its output channel.
 * Scales are such that every convolution's sums have a variance of about 1 whatever comes in, so that deep networks
 * neither overflow nor die out and a check of their answers means something.
 */
final class TwinWeights {
    /**
     * Levels are -63..63: with 7 bits no pair of products 2 * 255 * 63 exceeds 16 bits, so that int8 kernels without
     * VNNI, which add pairs in 16 bits with saturation, are exact as well.
     */
    static final int MAX_LEVEL = 63;

    /** Mean square of pixels 0..255 as values of 1/256. */
    private static final double PIXEL_MOMENT = 1 / 3.0;

    private final Map<String, Layer> layers = new HashMap<>();

    /**
     * Weights of one convolution.
     *
     * @param levels order {@code [out][in][ky][kx]}
     * @param scales value of level 1, per output channel
     * @param bias per output channel
     */
    @SuppressWarnings("ArrayRecordComponent") // stays in this package, never compared
    record Layer(byte[] levels, float[] scales, float[] bias) {}

    TwinWeights(TwinNetwork network, long seed) {
        Map<String, Double> moments = new HashMap<>(); // mean square of each tensor's values, roughly
        moments.put(TwinNetwork.INPUT, PIXEL_MOMENT);
        SplittableRandom random = new SplittableRandom(seed);
        for (TwinNetwork.Step step : network.steps()) {
            double moment = switch (step) {
                case TwinNetwork.Convolution conv -> {
                    layers.put(conv.name(), layer(conv, moments.get(conv.input()), random));
                    yield 1;
                }
                case TwinNetwork.Add add -> moments.get(add.left()) + moments.get(add.right());
                case TwinNetwork.MaxPool pool -> moments.get(pool.input());
                // A mean keeps the square of the mean, which behind a ReLU is about 2 / pi of the mean square.
                case TwinNetwork.Mean mean -> moments.get(mean.input()) * 2 / Math.PI;
            };
            moments.put(step.name(), step.relu() ? moment / 2 : moment);
        }
    }

    private static Layer layer(TwinNetwork.Convolution conv, double moment, SplittableRandom random) {
        byte[] levels = new byte[conv.out().channels() * conv.fanIn()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) random.nextInt(-MAX_LEVEL, MAX_LEVEL + 1);
        }
        double levelMoment = MAX_LEVEL * (MAX_LEVEL + 1) / 3.0;
        double scale = 1 / Math.sqrt(conv.fanIn() * levelMoment * moment);
        float[] scales = new float[conv.out().channels()];
        float[] bias = new float[scales.length];
        for (int o = 0; o < scales.length; o++) {
            scales[o] = (float) (scale * random.nextDouble(0.75, 1.25));
            bias[o] = (float) random.nextDouble(-0.25, 0.25);
        }
        return new Layer(levels, scales, bias);
    }

    Layer of(TwinNetwork.Convolution conv) {
        return layers.get(conv.name());
    }
}

package org.pixelembedding.cli;

import java.util.List;
import java.util.Random;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.Thresholds;

/** The fastest that this machine convolves codes: what the layers of a model are compared with. */
final class PeakRate {
    private static final int CHANNELS = 256;
    private static final int SIDE = 14;
    private static final int LEVELS = 3;

    private PeakRate() {}

    /** GMAC/s of a 3x3 convolution of 256 channels at 14x14, 1-bit weights and 2-bit codes, default kernel, one thread. */
    static double measure(double seconds) {
        try (EngineBench bench = new EngineBench(model(), BitKernels.best())) {
            bench.check();
            return bench.layers(seconds).stream()
                    .filter(time -> time.step().layer().startsWith("peak"))
                    .mapToDouble(time -> time.step().macs() * 1e-3 / time.micros())
                    .max()
                    .orElseThrow();
        }
    }

    private static Model model() {
        Random random = new Random(1);
        byte[] codes = new byte[PixelEmbedding.VALUES];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) random.nextInt(LEVELS + 1);
        }
        return new Model(
                "peak",
                SIDE,
                SIDE,
                List.of(
                        new Node("table", new PixelEmbedding(1, 1, 2, codes), List.of(Model.INPUT)),
                        new Node("widen", convolution(random, 3, 3, CHANNELS), List.of("table")),
                        new Node("codes", thresholds(4), List.of("widen")),
                        new Node("sums", convolution(random, 3, CHANNELS, CHANNELS), List.of("codes")),
                        new Node("peak", thresholds(60), List.of("sums")),
                        new Node("classes", convolution(random, 1, CHANNELS, 2), List.of("peak")),
                        new Node("total", new GlobalSumPool(), List.of("classes"))),
                List.of("a", "b"),
                1,
                Provenance.NONE);
    }

    private static QuantConv2d convolution(Random random, int kernel, int in, int out) {
        return new QuantConv2d(
                PackedWeights.pack(1, out, kernel, kernel, in, _ -> random.nextBoolean()), 1, kernel / 2);
    }

    private static MultiThreshold thresholds(int step) {
        int[] values = new int[CHANNELS * LEVELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % LEVELS - 1) * step;
        }
        return new MultiThreshold(new Thresholds(2, values, new boolean[CHANNELS]));
    }
}

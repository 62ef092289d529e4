package org.pixelembedding.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.Session;

/**
 * The codes that the layers of a model give for some pictures.
 *
 * @param pictures how many
 * @param example the first of them
 * @param layers those that give codes, in order
 */
public record Activity(int pictures, RgbImage example, List<LayerCodes> layers) {
    /**
     * Codes of one layer.
     *
     * @param counts {@code [channel][code]}, over all pictures and places; the array itself
     * @param example codes for the first picture, order {@code [y][x][channel]}; the array itself
     */
    @SuppressWarnings("ArrayRecordComponent") // counted into and read, never compared
    record LayerCodes(String layer, TensorSpec spec, long[][] counts, int[] example) {
        /** Share of each code over all channels. */
        double[] shares() {
            double[] shares = new double[counts[0].length];
            double total = (double) IntStream.range(0, counts.length)
                    .mapToLong(c -> java.util.Arrays.stream(counts[c]).sum())
                    .sum();
            for (long[] channel : counts) {
                for (int code = 0; code < shares.length; code++) {
                    shares[code] += channel[code] / total;
                }
            }
            return shares;
        }

        /** Channels that gave one code only. */
        List<Integer> dead() {
            return IntStream.range(0, counts.length)
                    .filter(c -> java.util.Arrays.stream(counts[c])
                                    .filter(n -> n > 0)
                                    .count()
                            == 1)
                    .boxed()
                    .toList();
        }
    }

    public Activity {
        layers = List.copyOf(layers);
    }

    /**
     * Runs the engine, with every layer's codes kept.
     *
     * @param pictures at least one, of the model's size
     */
    public static Activity of(Model model, List<RgbImage> pictures) {
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        Session session = Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth())
                .newSession();
        List<LayerCodes> layers = new ArrayList<>();
        for (int p = 0; p < pictures.size(); p++) {
            session.run(pictures.get(p).rgb());
            NodeValues values = session.trace();
            int next = 0;
            for (int node = 0; node < specs.size(); node++) {
                TensorSpec spec = specs.get(node);
                if (spec.kind() != TensorSpec.Kind.CODES || !values.has(node)) {
                    continue;
                }
                int[] codes = values.values(node);
                if (p == 0) {
                    layers.add(new LayerCodes(
                            model.nodes().get(node).name(),
                            spec,
                            new long[spec.channels()][1 << spec.bits()],
                            codes.clone()));
                }
                long[][] counts = layers.get(next++).counts();
                for (int i = 0; i < codes.length; i++) {
                    counts[i % spec.channels()][codes[i]]++;
                }
            }
        }
        return new Activity(pictures.size(), pictures.getFirst(), layers);
    }
}

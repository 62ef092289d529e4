package org.pixelembedding.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.Provenance;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.ResidualAdd;
import org.pixelembedding.model.Thresholds;

/** A model with what residual networks have: a stem, a block with a convolution as identity, one without, ten classes. */
final class ResidualModel {
    private final List<Node> nodes = new ArrayList<>();

    private ResidualModel() {}

    static Model of(int channels, int size) {
        ResidualModel made = new ResidualModel();
        made.add("embedding", new PixelEmbedding(1, 4, 2, new byte[256 * 4]), Model.INPUT);
        made.add("stem", conv(12, channels, 3, 2), "embedding");
        made.add("a.in", thresholds(channels), "stem");
        made.add("a.skip", conv(channels, channels, 1, 1), "a.in");
        made.add("a.conv1", conv(channels, channels, 3, 1), "a.in");
        made.add("a.mid", thresholds(channels), "a.conv1");
        made.add("a.conv2", conv(channels, channels, 3, 1), "a.mid");
        made.add("a.add", new ResidualAdd(), "a.skip", "a.conv2");
        made.add("b.in", thresholds(channels), "a.add");
        made.add("b.conv1", conv(channels, channels, 3, 1), "b.in");
        made.add("b.mid", thresholds(channels), "b.conv1");
        made.add("b.conv2", conv(channels, channels, 3, 1), "b.mid");
        made.add("b.add", new ResidualAdd(), "a.add", "b.conv2");
        made.add("c.in", thresholds(channels), "b.add");
        made.add("classifier", conv(channels, 10, 1, 1), "c.in");
        made.add("sum", new GlobalSumPool(), "classifier");
        List<String> labels = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
        return new Model("residual", size, size, made.nodes, labels, 1, Provenance.NONE);
    }

    private void add(String name, Layer layer, String... inputs) {
        nodes.add(new Node(name, layer, List.of(inputs)));
    }

    private static QuantConv2d conv(int in, int out, int kernel, int stride) {
        return new QuantConv2d(PackedWeights.pack(1, out, kernel, kernel, in, i -> i % 3 == 0), stride, kernel / 2);
    }

    private static MultiThreshold thresholds(int channels) {
        return new MultiThreshold(new Thresholds(2, new int[channels * 3], new boolean[channels]));
    }
}

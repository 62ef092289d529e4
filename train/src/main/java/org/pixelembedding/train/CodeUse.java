package org.pixelembedding.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.pixelembedding.model.LinearQuantizer;
import org.pixelembedding.train.torch.ExactGraph;

/**
 * How often each channel of each activation gave each code on some pictures. A channel that always gives the same code
 * tells the layers behind it nothing.
 */
public final class CodeUse implements ExactGraph.CodeObserver {
    private final Map<String, long[][]> counts = new LinkedHashMap<>();

    /**
     * Nothing counted yet.
     *
     * @param base quantizer of activations that have no bits of their own
     */
    public CodeUse(Topology topology, LinearQuantizer base) {
        for (Topology.Step step : topology.steps()) {
            if (step instanceof Topology.Step.Activation activation) {
                int codes = activation.quantizer(base).maxCode() + 1;
                counts.put(activation.name(), new long[activation.channels()][codes]);
            }
        }
    }

    @Override
    public void see(String activation, float[] codes) {
        long[][] channels = counts.get(activation);
        for (int i = 0; i < codes.length; ) {
            for (long[] channel : channels) {
                channel[(int) codes[i++]]++;
            }
        }
    }

    /** Names of the activations, in the network's order. */
    public Iterable<String> activations() {
        return counts.keySet();
    }

    /** How often each code occurred in all channels of an activation together. */
    public long[] histogram(String activation) {
        long[][] channels = counts.get(activation);
        long[] sums = new long[channels[0].length];
        for (long[] channel : channels) {
            for (int code = 0; code < sums.length; code++) {
                sums[code] += channel[code];
            }
        }
        return sums;
    }

    public int channels(String activation) {
        return counts.get(activation).length;
    }

    /** How many codes each channel of an activation gave. */
    public long seen(String activation) {
        return LongStream.of(counts.get(activation)[0]).sum();
    }

    /** Codes that a channel never gave, summed over the channels of an activation. */
    public int unused(String activation) {
        int unused = 0;
        for (long[] channel : counts.get(activation)) {
            unused += channel.length - distinct(channel);
        }
        return unused;
    }

    /** For each code, how many channels of an activation always gave it. */
    public int[] constantChannels(String activation) {
        long[][] channels = counts.get(activation);
        int[] constant = new int[channels[0].length];
        for (long[] channel : channels) {
            if (distinct(channel) == 1) {
                for (int code = 0; code < channel.length; code++) {
                    constant[code] += channel[code] > 0 ? 1 : 0;
                }
            }
        }
        return constant;
    }

    private static int distinct(long[] channel) {
        int distinct = 0;
        for (long count : channel) {
            distinct += count > 0 ? 1 : 0;
        }
        return distinct;
    }
}

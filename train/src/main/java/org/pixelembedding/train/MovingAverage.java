package org.pixelembedding.train;

import org.pixelembedding.train.torch.TrainingGraph;
import org.pixelembedding.train.torch.WeightAverage;

/**
 * The network that a training with averaging is about: exponential moving averages of all latents, batch norm's numbers and
 * the table. In a checkpoint the averages stand under the plain names, so that evaluation, freezing and whatever else reads
 * one finds them without knowing of averaging; what training goes on with stands beside them as {@code <name>.raw}.
 *
 * <p>Owns native memory; of no use when the graph whose numbers it averages is closed.
 */
final class MovingAverage implements AutoCloseable {
    private static final String RAW = ".raw";

    private final double decay;
    private final InputLayer input;
    private final WeightAverage weights;
    private final float[] table;

    /**
     * Goes on from the averages of a checkpoint, or begins with its numbers if it has none.
     *
     * @param graph under training
     * @param input under training
     */
    MovingAverage(TrainingGraph graph, InputLayer input, Parameters stored, double decay) {
        this.decay = decay;
        this.input = input;
        weights = graph.average(stored);
        table = input instanceof LearnedInput ? stored.get(InputLayers.LATENTS).clone() : new float[0];
    }

    /**
     * Decay after one more step: the configured one or, while few steps are done, (1 + t) / (10 + t), so that the first
     * values are soon forgotten.
     *
     * @param step t, finished steps, from 1
     */
    static double decayAt(double decay, long step) {
        return Math.min(decay, (1.0 + step) / (10.0 + step));
    }

    /** Takes the numbers after one more step in. */
    void update(long step) {
        double keep = decayAt(decay, step);
        weights.update(keep);
        if (input instanceof LearnedInput learned) {
            float[] latents = learned.latents();
            for (int i = 0; i < table.length; i++) {
                table[i] = (float) (keep * table[i] + (1 - keep) * latents[i]);
            }
        }
    }

    /** Puts the averages in the places of the numbers under training, and those beside them. */
    void putInto(Parameters arrays) {
        Parameters averages = new Parameters();
        weights.save(averages);
        if (table.length > 0) {
            averages.put(InputLayers.LATENTS, table.clone());
        }
        for (String name : averages.names()) {
            arrays.put(name + RAW, arrays.get(name));
            arrays.put(name, averages.get(name));
        }
    }

    /** Whether a checkpoint holds averages. */
    static boolean isIn(Parameters arrays) {
        return arrays.names().stream().anyMatch(name -> name.endsWith(RAW));
    }

    /** The numbers under training of a checkpoint with averages. */
    static Parameters raw(Parameters arrays) {
        Parameters raw = new Parameters();
        for (String name : arrays.names()) {
            if (!name.endsWith(RAW)) {
                raw.put(name, arrays.get(arrays.has(name + RAW) ? name + RAW : name));
            }
        }
        return raw;
    }

    @Override
    public void close() {
        weights.close();
    }
}

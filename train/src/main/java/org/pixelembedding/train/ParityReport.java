package org.pixelembedding.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.pixelembedding.run.Difference;

/**
 * What a comparison of executors found.
 *
 * @param images compared with the engine
 * @param interpreted of them, how many the reference interpreter ran too
 * @param layers nodes of the model
 * @param differences numbers that differ, over all images, layers and executors
 * @param first the first image's earliest differing layer
 * @param plainAgreement share of codes on which the training module in evaluation mode (library batch norm) agrees with
 *     the exact graph; a figure, not part of the verdict; empty where there is no training graph
 * @param floatEnds what floats leave open, for models with float ends
 */
public record ParityReport(
        int images,
        int interpreted,
        int layers,
        long differences,
        Optional<Difference> first,
        OptionalDouble plainAgreement,
        Optional<FloatEnds> floatEnds) {

    /**
     * Floats are summed in an order, and two programs have two orders.
     *
     * @param stemCodesDiffering share of first-layer codes on which engine and training graph differ
     * @param answersDiffering share of images whose class differs between engine and training graph
     */
    public record FloatEnds(double stemCodesDiffering, double answersDiffering) {}

    /** The verdict in one line. */
    public String summary() {
        return images + " images, " + layers + " layers, " + differences + " differences";
    }
}

package org.pixelembedding.cli.report;

import java.util.List;

/**
 * What a model costs on the machine that the report was made on.
 *
 * @param steps operations of the engine, in order
 * @param peak products of weight and activation a nanosecond that the fastest convolution reached, just before
 * @param microsPerImage median of whole pictures, one thread
 */
public record LayerCost(List<Step> steps, double peak, double microsPerImage) {
    /**
     * One operation.
     *
     * @param layer last layer whose result it gives
     * @param how what runs
     * @param micros median time
     */
    public record Step(String layer, String how, long macs, double micros) {
        double rate() {
            return micros == 0 ? 0 : macs * 1e-3 / micros;
        }
    }

    public LayerCost {
        steps = List.copyOf(steps);
    }

    double totalMicros() {
        return steps.stream().mapToDouble(Step::micros).sum();
    }
}

package org.pixelembedding.cli;

import java.util.List;
import org.pixelembedding.cli.report.LayerCost;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;

/** What a model costs here: the default kernel, one thread, after its answer was checked. */
final class MeasuredCost {
    private static final double SECONDS = 0.7;

    private MeasuredCost() {}

    /** Time of whole pictures and of every operation, and the peak that these are compared with. */
    static LayerCost of(Model model) {
        double peak = PeakRate.measure(SECONDS);
        try (EngineBench bench = new EngineBench(model, BitKernels.best())) {
            bench.check();
            List<LayerCost.Step> steps = bench.layers(SECONDS).stream()
                    .map(time -> new LayerCost.Step(
                            time.step().layer(), time.step().how(), time.step().macs(), time.micros()))
                    .toList();
            return new LayerCost(steps, peak, bench.medianMicros(SECONDS));
        }
    }

    /** Time of whole pictures alone: median, in microseconds. */
    static double microsPerImage(Model model) {
        try (EngineBench bench = new EngineBench(model, BitKernels.best())) {
            bench.check();
            return bench.medianMicros(SECONDS);
        }
    }
}

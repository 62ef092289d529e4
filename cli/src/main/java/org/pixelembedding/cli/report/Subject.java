package org.pixelembedding.cli.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.train.EpochMetrics;

/**
 * What a report is about.
 *
 * @param name of the run or model, for people
 * @param history of the training, if the run is there
 * @param machine that times were measured on, in one line
 * @param commands that make model and report again, in order
 */
public record Subject(String name, Model model, Optional<History> history, String machine, List<String> commands) {
    public Subject {
        commands = List.copyOf(commands);
    }

    /**
     * How the model was trained.
     *
     * @param settings that differ from the defaults or matter to readers, in the order of the configuration
     * @param epochs finished ones, in order
     * @param before the learned table at the start of training
     * @param environment machine and libraries, as the run wrote them down
     */
    public record History(
            Map<String, String> settings,
            List<EpochMetrics> epochs,
            Optional<PixelEmbedding> before,
            String environment) {
        public History {
            epochs = List.copyOf(epochs);
        }
    }

    /** The table at the input, if there is one. */
    Optional<PixelEmbedding> table() {
        return model.nodes().getFirst().layer() instanceof PixelEmbedding table ? Optional.of(table) : Optional.empty();
    }
}

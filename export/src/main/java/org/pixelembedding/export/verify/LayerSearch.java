package org.pixelembedding.export.verify;

import java.util.List;
import java.util.Optional;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.Difference;

/** Where two targets begin to differ on a picture. */
final class LayerSearch {
    private final Model model;
    private final List<TensorSpec> specs;
    private final String image;
    private final String executor;
    private final String against;

    LayerSearch(Model model, String image, String executor, String against) {
        this.model = model;
        specs = model.specs(model.inputHeight(), model.inputWidth());
        this.image = image;
        this.executor = executor;
        this.against = against;
    }

    /** The first number of the earliest layer that both keep and give differently; both lists as targets give them. */
    Optional<Difference> earliest(List<int[]> actual, List<int[]> expected) {
        for (int node = 0; node < specs.size(); node++) {
            boolean both = actual.get(node).length > 0 && expected.get(node).length > 0;
            Optional<Difference> found = both ? inLayer(node, actual.get(node), expected.get(node)) : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The first class sum that differs. */
    Optional<Difference> inSums(int[] actual, int[] expected) {
        return inLayer(specs.size() - 1, actual, expected);
    }

    private Optional<Difference> inLayer(int node, int[] actual, int[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (actual[i] != expected[i]) {
                return Optional.of(Difference.in(
                        image, model.nodes().get(node), specs.get(node), i, executor, actual[i], against, expected[i]));
            }
        }
        return Optional.empty();
    }
}

package org.pixelembedding.export.c;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.NodeValues;

/** What a traced program must have told. */
public final class TraceChecks {
    private TraceChecks() {}

    /**
     * The layers that were kept are the oracle's: two at least, the last one among them.
     *
     * @param trace numbers of each node, none for one that was not kept
     * @param seed named where they are not
     */
    public static void assertKeptLayersAre(Model model, NodeValues expected, List<int[]> trace, long seed) {
        int kept = 0;
        for (int node = 0; node < trace.size(); node++) {
            if (trace.get(node).length > 0) {
                kept++;
                assertThat(trace.get(node))
                        .as(
                                "layer '%s', -Dpixemb.seed=%d",
                                model.nodes().get(node).name(), seed)
                        .isEqualTo(expected.values(node));
            }
        }
        assertThat(kept).isGreaterThanOrEqualTo(2);
        assertThat(trace.getLast()).isEqualTo(expected.sums());
    }
}

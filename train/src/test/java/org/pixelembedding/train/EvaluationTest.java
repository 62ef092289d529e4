package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Places of a class among the logits, from which top-1 and top-5 are counted. */
class EvaluationTest {
    private static final float[] LOGITS = {9, 9, 9, 3, 1, 7, 7, 3, Float.NEGATIVE_INFINITY};

    @Test
    void largerLogitsComeBeforeAndEqualOnesInTheOrderOfTheirIndex() {
        int[] places = {0, 3, 5, 1, 2, 4, 6};
        // The last seven, so that an offset into a batch is seen to count.
        for (int k = 0; k < 7; k++) {
            assertThat(Evaluation.before(LOGITS, 2, 7, k)).as("class %d", k).isEqualTo(places[k]);
        }
    }

    @Test
    void whatIsNoNumberIsNeverRight() {
        float[] logits = {Float.NaN, Float.NaN, Float.NaN};
        for (int k = 0; k < 3; k++) {
            assertThat(Evaluation.before(logits, 0, 3, k)).isEqualTo(3);
        }
    }
}

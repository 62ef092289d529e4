package org.pixelembedding.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.ReferenceInterpreter;
import org.pixelembedding.run.Session;

/** Whole random models on the vector kernels against the oracle. */
class VectorEngineTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @Test
    void theServiceLoaderFindsTheKernel() {
        String wanted = "vector-" + Integer.getInteger("pixemb.vector.bits", Width.widest());
        assertThat(BitKernels.best().name()).isEqualTo(wanted);
        assertThat(BitKernels.reason()).contains(wanted).contains("this CPU has vectors of " + Width.widest());
    }

    @Test
    void randomModelsGiveTheOraclesSums() {
        for (int round = 0; round < 300; round++) {
            long seed = SEED + round;
            Model model = RandomModels.of(seed);
            RgbImage picture = RandomModels.picture(model, seed);
            int[] expected = new ReferenceInterpreter(model).run(picture).sums();
            Session fused =
                    Planner.plan(model, model.inputHeight(), model.inputWidth()).newSession();
            Session traced = Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth())
                    .newSession();
            // Twice, because a second picture must not see anything of the first.
            fused.run(RandomModels.picture(model, seed + 1).rgb());
            for (Session session : new Session[] {fused, traced}) {
                session.run(picture.rgb());
                assertThat(session.sums()).as("-Dpixemb.seed=" + seed).isEqualTo(expected);
            }
        }
    }
}

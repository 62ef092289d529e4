package org.pixelembedding.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.model.Thresholds;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.Prediction;
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

    @ParameterizedTest
    @CsvSource({"PIXEL_EMBEDDING, 300", "ORDERED_DITHER, 60", "JOINT_EMBEDDING, 60", "BIT_PLANE_CONV_2D, 60"})
    void randomModelsGiveTheOraclesSums(Layer.Kind input, int rounds) {
        for (int round = 0; round < rounds; round++) {
            long seed = SEED + round;
            Model model = RandomModels.of(seed, input);
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

    /** The scalar kernel answers first; the vector kernel takes over when it is faster, with the same sums. */
    @Test
    void aClassifierGoesOverToTheVectorKernel() {
        SplittableRandom random = new SplittableRandom(SEED);
        Model model = wideModel(random);
        byte[] rgb = new byte[model.inputHeight() * model.inputWidth() * 3];
        random.nextBytes(rgb);
        int[] expected = new ReferenceInterpreter(model)
                .run(new RgbImage(model.inputHeight(), model.inputWidth(), rgb))
                .sums();
        Classifier classifier = Classifier.of(model);
        assertThat(classifier.kernel()).isEqualTo("scalar");
        long limit = System.nanoTime() + 60_000_000_000L;
        int pictures = 0;
        boolean vector = false;
        while (!vector && System.nanoTime() < limit) {
            vector = classifier.kernel().equals(BitKernels.best().name());
            Prediction prediction = classifier.classify(rgb, model.inputHeight(), model.inputWidth());
            for (int k = 0; k < expected.length; k++) {
                assertThat(prediction.score(k)).isEqualTo(expected[k]);
            }
            pictures++;
        }
        assertThat(vector).as("vector kernel after %d pictures", pictures).isTrue();
    }

    private static Model wideModel(SplittableRandom random) {
        byte[] codes = new byte[3 * 256 * 21];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) random.nextInt(4);
        }
        int[] values = new int[64 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 3 - 1) * 30;
        }
        MultiThreshold act = new MultiThreshold(new Thresholds(2, values, new boolean[64]));
        return new Model(
                "wide",
                48,
                48,
                List.of(
                        new Node("embedding", new PixelEmbedding(3, 21, 2, codes), List.of(Model.INPUT)),
                        new Node("stem", conv(random, 64, 3, 63), List.of("embedding")),
                        new Node("act1", act, List.of("stem")),
                        new Node("conv", conv(random, 64, 3, 64), List.of("act1")),
                        new Node("act2", act, List.of("conv")),
                        new Node("classifier", conv(random, 10, 1, 64), List.of("act2")),
                        new Node("sum", new GlobalSumPool(), List.of("classifier"))),
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
                1,
                SampleModels.provenance());
    }

    private static QuantConv2d conv(SplittableRandom random, int out, int kernel, int in) {
        return new QuantConv2d(
                PackedWeights.pack(1, out, kernel, kernel, in, index -> random.nextBoolean()), 1, kernel / 2);
    }
}

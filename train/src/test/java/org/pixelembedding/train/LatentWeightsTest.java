package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Latents that were found for levels quantize to these levels and have the wanted mean. */
class LatentWeightsTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void quantizeToTheLevels(int bits) {
        SplittableRandom random = new SplittableRandom(SEED + bits);
        for (int round = 0; round < 60; round++) {
            Topology.Step.Conv conv = new Topology.Step.Conv(
                    "conv",
                    "in",
                    1 + random.nextInt(40),
                    1 + random.nextInt(9),
                    1 + 2 * random.nextInt(2),
                    1,
                    random.nextBoolean() ? Topology.Scale.CONSTANT : Topology.Scale.PER_CHANNEL,
                    new LayerBits(bits, 2));
            float[] latents = new float[conv.out() * conv.fanIn()];
            boolean flat = random.nextBoolean();
            for (int i = 0; i < latents.length; i++) {
                latents[i] = (float) (flat ? random.nextDouble(-1, 1) : random.nextGaussian(0, 0.05));
            }
            int[] levels = Folding.levels(conv, latents);
            int group = conv.scale() == Topology.Scale.PER_CHANNEL ? conv.fanIn() : latents.length;
            float[] found = LatentWeights.of(levels, bits, group, 0.3);
            String what = conv + " -Dpixemb.seed=" + SEED;
            assertThat(Folding.levels(conv, found)).as(what).isEqualTo(levels);
            assertThat(Folding.meanAbs(found, 0, group)).as(what).isBetween(0.2999, 0.3001);
            assertThat(Arrays.equals(found, latents)).isFalse();
        }
    }
}

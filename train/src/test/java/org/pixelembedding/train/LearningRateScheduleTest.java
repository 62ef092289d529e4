package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
    @Test
    void risesInEqualPartsAndFallsAlongACosineOverTheRest() {
        LearningRateSchedule schedule = new LearningRateSchedule(0.8, 4, 12);
        assertThat(schedule.at(0)).isEqualTo(0.2);
        assertThat(schedule.at(1)).isEqualTo(0.4);
        assertThat(schedule.at(3)).isEqualTo(0.8);
        assertThat(schedule.at(4)).isEqualTo(0.8);
        assertThat(schedule.at(8)).as("half of the way down").isCloseTo(0.4, within(1e-12));
        assertThat(schedule.at(10)).isCloseTo(0.8 * 0.5 * (1 - Math.sqrt(0.5)), within(1e-12));
        assertThat(schedule.at(12)).isZero();
    }

    @Test
    void withoutWarmUpItIsHalfACosine() {
        LearningRateSchedule schedule =
                LearningRateSchedule.of(TrainingConfig.parse("test", "epochs: 5\nlearningRate: 0.004\n"), 7);
        assertThat(schedule.steps()).isEqualTo(35);
        for (int step = 0; step <= 35; step++) {
            assertThat(schedule.at(step)).isEqualTo(0.004 * 0.5 * (1 + StrictMath.cos(StrictMath.PI * (step / 35.0))));
        }
    }

    @Test
    void warmUpMayBePartOfAnEpochAndLeavesAStepAtLeast() {
        TrainingConfig config = TrainingConfig.parse("test", "epochs: 2\nwarmUp: 0.5\n");
        assertThat(LearningRateSchedule.of(config, 10).warmUpSteps()).isEqualTo(5);
        assertThat(LearningRateSchedule.of(config.with("warmUp", "1.9"), 3).warmUpSteps())
                .isEqualTo(5);
    }
}

package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.HealthFigures;
import org.pixelembedding.train.TrainingListener.StepProgress;

class ProgressPrinterTest {
    private static final StepProgress STEP = new StepProgress(3, 40, 12, 37, 1.2341, 0.551, 0.00195, 812.4, 83);

    @Test
    void oneLineSaysHowFarAndHowWell() {
        assertThat(ProgressPrinter.line(STEP, OptionalLong.of(1_240_000_000L)))
                .isEqualTo("epoch 3/40  step 12/37  loss 1.234  accuracy 55.1 %  rate 0.0020  812 images/s  1:23 left"
                        + "  1.2 GB");
        assertThat(ProgressPrinter.line(STEP, OptionalLong.empty())).endsWith("1:23 left");
    }

    @Test
    void plainLinesBecomeRare() {
        assertThat(ProgressPrinter.plainPause(0)).isEqualTo(10_000_000_000L);
        assertThat(ProgressPrinter.plainPause(119_000_000_000L)).isEqualTo(10_000_000_000L);
        assertThat(ProgressPrinter.plainPause(120_000_000_000L)).isEqualTo(60_000_000_000L);
    }

    @Test
    void onATerminalALineIsWrittenOver() {
        StringWriter text = new StringWriter();
        ProgressPrinter printer = new ProgressPrinter(new PrintWriter(text, true), true);
        EpochMetrics epoch = new EpochMetrics(
                3, 1.5, 0.5, Double.NaN, Double.NaN, 0.001, 0, 800, 3, Double.NaN, HealthFigures.UNKNOWN, Double.NaN);
        printer.epoch(epoch);
        printer.note("Warning: something");
        assertThat(text.toString()).isEqualToNormalizingNewlines("""
                        \repoch 3  loss 1.500  accuracy 50.0 %  800 images/s\u001b[K
                        \r\u001b[KWarning: something
                        """);
    }
}

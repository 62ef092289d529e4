package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first signal asks, the second ends. {@link PackagedProgramIT} sends real ones. */
class StopSignalsTest {
    private final List<String> happened = new ArrayList<>();
    private final StringWriter text = new StringWriter();

    private StopSignals signals() {
        return new StopSignals(
                () -> happened.add("stop"),
                "Stopping after this step",
                new PrintWriter(text, true),
                code -> happened.add("end " + code));
    }

    @Test
    void withoutASignalNothingHappens() {
        try (StopSignals signals = signals()) {
            assertThat(signals.exitCode()).isEmpty();
        }
        assertThat(happened).isEmpty();
    }

    @Test
    void theFirstAsksToStopAndTheSecondEndsAtOnce() {
        try (StopSignals signals = signals()) {
            signals.received(130);
            assertThat(happened).containsExactly("stop");
            assertThat(signals.exitCode()).hasValue(130);
            assertThat(text.toString()).contains("Stopping after this step; once more stops at once");
            signals.received(143);
            assertThat(happened).containsExactly("stop", "end 143");
            assertThat(signals.exitCode()).as("of the first").hasValue(130);
        }
    }

    @Test
    void everySignalIsTakenOverAndGivenBack() {
        // Were one not known here, a line on stderr would say so.
        StopSignals.install(() -> happened.add("stop"), "Stopping", new PrintWriter(text, true))
                .close();
        assertThat(text.toString()).isEmpty();
    }
}

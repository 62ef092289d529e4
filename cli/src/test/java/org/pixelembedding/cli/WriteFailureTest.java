package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.pixelembedding.data.DataException;
import org.pixelembedding.export.ExportException;

/** What a full disk looks like from Java: an exception that does not say where. */
class WriteFailureTest {
    private static final Path RUN = Path.of("runs", "mine");

    @Test
    void aFullDiskGetsItsPlaceAndWhatToDo() {
        IOException full = new IOException("No space left on device");
        assertThat(WriteFailure.at(RUN, full, false))
                .hasMessage(RUN + ": cannot be written (No space left on device); make room there, or choose another"
                        + " place")
                .hasCause(full);
        assertThat(WriteFailure.at(RUN, full, true))
                .hasMessageEndingWith("go on with --resume: the last checkpoint is whole");
    }

    @Test
    void whatAlreadySaysWhereStaysAsItIs() {
        for (IOException e : new IOException[] {
            new DataException("pictures: want at least 2 classes"),
            new AccessDeniedException("elsewhere"),
            new ExportException("layer 'stem' is float"),
            new IOException(RUN.resolve("metrics.csv") + ": damaged")
        }) {
            assertThat(WriteFailure.at(RUN, e, true)).isSameAs(e);
        }
    }
}

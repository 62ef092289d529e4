package org.pixelembedding.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.train.events.EventFile;

/** What may become a run directory, and what is taken away again when no run comes of it. */
class RunDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void whatLiesInAFileCannotBeOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        for (Path path : new Path[] {file, file.resolve("run"), file.resolve("a/b/run")}) {
            assertThatThrownBy(() -> RunDirectory.checkPossible(path))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(path + ": cannot be made a run directory (" + file + " is not a directory)")
                    .hasMessageEndingWith("choose another directory with --out");
        }
        assertThatCode(() -> RunDirectory.checkPossible(directory.resolve("a/b/c")))
                .doesNotThrowAnyException();
        assertThat(directory.resolve("a")).as("a check makes nothing").doesNotExist();
    }

    @Test
    void onlyADirectoryWithoutEntriesIsEmpty() throws IOException {
        assertThat(RunDirectory.isEmpty(directory)).isTrue();
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(RunDirectory.isEmpty(directory)).isFalse();
        assertThat(RunDirectory.isEmpty(file)).isFalse();
        assertThat(RunDirectory.isEmpty(directory.resolve("none"))).isFalse();
    }

    private RunDirectory begun(String name) throws IOException {
        RunDirectory run = RunDirectory.create(directory.resolve(name));
        RunDirectory.writeText(run.config(), "epochs: 1\n");
        RunDirectory.writeText(run.metrics(), EpochMetrics.CSV_HEADER);
        RunDirectory.writeText(run.curves(), "a picture");
        EventFile.create(run.path(), 1).close();
        run.writeDataLocation(new RunDirectory.DataLocation(directory, false));
        return run;
    }

    @Test
    void whatWasBegunIsTakenAway() throws IOException {
        RunDirectory run = begun("new");
        run.discard(true);
        assertThat(run.path()).doesNotExist();
        RunDirectory kept = begun("kept");
        kept.discard(false);
        assertThat(kept.path()).isEmptyDirectory();
    }

    @Test
    void metricsComeBackAsTheyWere() throws IOException {
        RunDirectory run = begun("run");
        HealthFigures health = new HealthFigures(0.125, 0.25, Double.NaN, 0.5, 0.0625);
        EpochMetrics row = new EpochMetrics(1, 2, 0.25, 1.5, 0.5, 0.001, 0.125, 770.5, 3.25, 0.375, health, 812.5);
        run.writeMetrics(List.of(row));
        assertThat(run.readMetrics()).containsExactly(row);
    }

    /** A run may have been begun by a version that knew fewer columns. */
    @Test
    void metricsOfOlderVersionsAreRead() throws IOException {
        RunDirectory run = begun("old");
        RunDirectory.writeText(
                run.metrics(),
                "epoch,trainLoss,trainAccuracy,validationLoss,validationAccuracy,learningRate,codesChanged,"
                        + "imagesPerSecond,seconds\n1,2.0,0.25,,,0.001,0.125,770.5,3.25\n");
        EpochMetrics row = run.readMetrics().getFirst();
        assertThat(row.seconds()).isEqualTo(3.25);
        assertThat(row.validationAccuracy()).isNaN();
        assertThat(row.health()).isEqualTo(HealthFigures.UNKNOWN);
        assertThat(row.peakMemoryMegabytes()).isNaN();
        run.writeMetrics(List.of(row));
        assertThat(run.readMetrics()).containsExactly(row);
        RunDirectory.writeText(run.metrics(), "epoch,trainLoss\n1,2.0\n");
        assertThatThrownBy(run::readMetrics).hasMessage(run.metrics() + ": damaged (there is no column trainAccuracy)");
    }

    @Test
    void otherFilesAndTheirDirectoriesStay() throws IOException {
        RunDirectory run = begun("shared");
        Path other = Files.writeString(run.path().resolve("checkpoints/other.ckpt"), "other");
        run.discard(true);
        assertThat(other).hasContent("other");
        assertThat(run.config()).doesNotExist();
    }
}

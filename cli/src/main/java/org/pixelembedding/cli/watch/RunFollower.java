package org.pixelembedding.cli.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.cli.report.LiveRun;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.train.EpochMetrics;
import org.pixelembedding.train.HealthWarnings;
import org.pixelembedding.train.KeptCheckpoints;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.RunLock;
import org.pixelembedding.train.TableInput;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.events.EventFollower;

/** Reads a run directory again and again; a checkpoint only when it is a new one. Not for use by several threads. */
public final class RunFollower {
    private final RunDirectory run;
    private final EventFollower events;
    private FileTime checkpointTime = FileTime.fromMillis(0);
    private Optional<PixelEmbedding> before = Optional.empty();
    private Optional<PixelEmbedding> now = Optional.empty();

    /**
     * Opens a run.
     *
     * @throws IOException if the directory is no run
     */
    public RunFollower(Path directory) throws IOException {
        run = new RunDirectory(directory);
        events = new EventFollower(directory);
        if (!Files.exists(run.config())) {
            throw new IOException(directory + ": not a run directory (no "
                    + run.config().getFileName() + " in it); start a training with pixemb train --out " + directory);
        }
    }

    /** What is there at this moment. */
    public LiveRun look() throws IOException {
        events.follow();
        readTable();
        List<EpochMetrics> epochs = run.readMetrics();
        return new LiveRun(
                String.valueOf(run.path().toAbsolutePath().normalize().getFileName()),
                Integer.parseInt(run.readSettings().get("epochs")),
                epochs,
                events.scalar("train/loss"),
                before,
                now,
                RunLock.holderLives(run),
                epochs.isEmpty()
                        ? List.of()
                        : HealthWarnings.ofNetwork(epochs.getLast().health()));
    }

    private void readTable() throws IOException {
        Path newest = run.checkpoint(RunDirectory.Which.LAST);
        if (!Files.exists(newest)) {
            return;
        }
        FileTime time = Files.getLastModifiedTime(newest);
        if (time.equals(checkpointTime)) {
            return;
        }
        checkpointTime = time;
        TrainedNetwork network =
                TrainedNetwork.of(new KeptCheckpoints(run).newest().checkpoint());
        if (network.input() instanceof TableInput input) {
            now = input.frozen();
            before = input.atTheStart();
        }
    }
}

package org.pixelembedding.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.pixelembedding.train.KeptCheckpoints;
import org.pixelembedding.train.RunDirectory;

/** A run's newest whole checkpoint, for the commands that look at runs without training them. */
final class NewestCheckpoint {
    private NewestCheckpoint() {}

    /**
     * Reads it. Says on {@code err} if the newest one is damaged and the one before it is taken; touches no file.
     *
     * @throws IOException if none is whole; says which file is damaged, and how
     */
    static KeptCheckpoints.Newest of(RunDirectory run, PrintWriter err) throws IOException {
        KeptCheckpoints.Newest newest = new KeptCheckpoints(run).newest();
        newest.damage()
                .ifPresent(damage -> err.println("Note: " + damage + "; the one before it is taken, " + newest.file()
                        + " of step " + newest.checkpoint().progress().step()));
        return newest;
    }
}

package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A training of a second or two, for tests of what looks at a run. */
final class SmallRun {
    private SmallRun() {}

    /** Trains {@code tiny} on 16x16 pictures, one thread, for so many epochs; gives the run directory. */
    static Path train(Path pictures, Path run, int epochs, Object... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("train", "--data", pictures, "--out", run, "--epochs", epochs));
        arguments.addAll(List.of("--size", 16, "--width", 0.25, "--dimensions", 4, "--batch", 8, "--threads", 1));
        arguments.addAll(List.of(more));
        Outcome trained = pixemb(arguments.toArray());
        assertThat(trained.code()).as(trained.err()).isZero();
        return run;
    }
}

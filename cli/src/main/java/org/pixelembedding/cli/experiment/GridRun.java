package org.pixelembedding.cli.experiment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pixelembedding.train.TrainingConfig;

/**
 * One training of a grid.
 *
 * @param row name of its row
 * @param slug the same in file names
 * @param from what it starts from: a run, checkpoint, model or {@code zoo:NAME}, or as {@link OtherRun} says; empty for random numbers
 * @param settings with the seed
 */
public record GridRun(String row, String slug, long seed, Optional<String> from, TrainingConfig settings) {
    /** For people, {@code --only} and file names: {@code float-ends-seed1}. */
    public String name() {
        return slug + "-seed" + seed;
    }

    /** Names of the runs that it learns from or starts from. */
    Set<String> buildsOn() {
        return Stream.concat(from.stream(), Stream.of(settings.distillation().teacher()))
                .filter(OtherRun::isMeant)
                .map(text -> OtherRun.parse(text, "", seed).name())
                .collect(Collectors.toSet());
    }

    /** Its result in the folder of the grid's results. */
    public Path result(Path folder) {
        return folder.resolve(name() + ".json");
    }
}

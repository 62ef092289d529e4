package org.pixelembedding.cli.experiment;

import java.nio.file.Path;
import org.pixelembedding.train.TrainingConfig;

/**
 * One training of a grid.
 *
 * @param row name of its row
 * @param slug the same in file names
 * @param settings with the seed
 */
public record GridRun(String row, String slug, long seed, TrainingConfig settings) {
    /** For people, {@code --only} and file names: {@code float-ends-seed1}. */
    public String name() {
        return slug + "-seed" + seed;
    }

    /** Its result in the folder of the grid's results. */
    public Path result(Path folder) {
        return folder.resolve(name() + ".json");
    }
}

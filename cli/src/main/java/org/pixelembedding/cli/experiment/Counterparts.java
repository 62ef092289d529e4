package org.pixelembedding.cli.experiment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pixelembedding.train.YamlSection;

/**
 * The rows with learned tables that a row of another code is measured against, {@code @ROW} as in {@link OtherRun}. They say what
 * learning is worth where the first layer is as wide.
 *
 * @param channels the learned table that gives the first layer as many channels
 * @param width the learned table that gives it as many bits a pixel
 */
record Counterparts(Optional<String> channels, Optional<String> width) {
    /** Reads {@code learned} of a row. */
    static Counterparts read(YamlSection row) {
        YamlSection learned = row.section("learned");
        Counterparts read = new Counterparts(learned.text("channels"), learned.text("width"));
        learned.refuseUnknown();
        return read;
    }

    /** Those that are there. */
    Stream<String> all() {
        return Stream.concat(channels.stream(), width.stream());
    }

    /** Reports what is no other row of the grid. */
    static void check(YamlSection grid, List<Grid.Row> rows) {
        for (Grid.Row row : rows) {
            List<String> others = rows.stream()
                    .filter(other -> !other.equals(row))
                    .map(Grid.Row::mention)
                    .toList();
            row.learned()
                    .all()
                    .filter(name -> !others.contains(name))
                    .forEach(name -> grid.problem(
                            "row '" + row.name() + "': learned " + name + " is no other row, want one of " + others));
        }
    }
}

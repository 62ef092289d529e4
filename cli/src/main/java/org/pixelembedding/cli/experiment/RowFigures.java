package org.pixelembedding.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pixelembedding.cli.picture.ComparisonPicture;
import org.pixelembedding.cli.picture.CostPicture;

/** Figures of one row of a grid over its seeds. */
final class RowFigures {
    private static final String ACCURACY = "accuracy";
    private static final double SECONDS_PER_HOUR = 3600;

    private final Grid.Row row;
    private final List<RunResult> done = new ArrayList<>();
    private final List<Long> failed = new ArrayList<>();
    private final List<Long> missing = new ArrayList<>();
    private final GridResults results;

    RowFigures(Grid.Row row, GridResults results) {
        this.row = row;
        this.results = results;
        for (long seed : row.seeds()) {
            Optional<RunResult> result = results.of(row, seed);
            if (result.isEmpty()) {
                missing.add(seed);
            } else if (result.get().failure().isPresent()) {
                failed.add(seed);
            } else {
                done.add(result.get());
            }
        }
    }

    Grid.Row row() {
        return row;
    }

    List<RunResult> done() {
        return done;
    }

    /** {@code 1, 2; failed 3}. */
    String seeds() {
        List<String> parts = new ArrayList<>();
        if (!done.isEmpty()) {
            parts.add(join(done.stream().map(RunResult::seed).toList()));
        }
        if (!failed.isEmpty()) {
            parts.add("failed " + join(failed));
        }
        if (!missing.isEmpty()) {
            parts.add("not run " + join(missing));
        }
        return String.join("; ", parts);
    }

    private static String join(List<Long> seeds) {
        return String.join(", ", seeds.stream().map(String::valueOf).toList());
    }

    /** A number of every run that recorded it. */
    Optional<Sample> sample(String... path) {
        return sample(done.stream()
                .map(result -> result.number(path))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList());
    }

    /** The last number of a list of every run that recorded one. */
    Optional<Sample> last(String... path) {
        return sample(done.stream()
                .map(result -> result.list(path))
                .filter(list -> !list.isEmpty())
                .map(List::getLast)
                .toList());
    }

    /** The mean of the numbers of an object, of every run that recorded one. */
    Optional<Sample> mean(String... path) {
        return sample(done.stream()
                .map(result -> result.numbers(path).average())
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList());
    }

    private static Optional<Sample> sample(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(new Sample(values));
    }

    Optional<Sample> test() {
        return sample(ACCURACY, "test");
    }

    /** Test accuracy minus another row's, over the seeds that both have. */
    Optional<Sample> difference(Grid.Row other) {
        return difference(other, "test");
    }

    /** The same of the five largest class sums. */
    Optional<Sample> topFiveDifference(Grid.Row other) {
        return difference(other, "testTop5");
    }

    private Optional<Sample> difference(Grid.Row other, String key) {
        List<Double> differences = new ArrayList<>();
        for (RunResult result : done) {
            OptionalDouble own = result.number(ACCURACY, key);
            OptionalDouble theirs = results.of(other, result.seed())
                    .map(it -> it.number(ACCURACY, key))
                    .orElse(OptionalDouble.empty());
            if (own.isPresent() && theirs.isPresent()) {
                differences.add(own.getAsDouble() - theirs.getAsDouble());
            }
        }
        return sample(differences);
    }

    /**
     * The row as a figure shows it, if it has runs.
     *
     * @param name beside it
     * @param reference that differences are formed against
     */
    Optional<ComparisonPicture.Row> drawn(String name, Optional<Grid.Row> reference) {
        Optional<Sample> gap = reference.filter(other -> !other.equals(row)).flatMap(this::difference);
        return test().map(test -> new ComparisonPicture.Row(
                name,
                test.values().stream().map(RowFigures::points).toList(),
                gap.map(it -> OptionalDouble.of(points(it.mean()))).orElse(OptionalDouble.empty()),
                gap.map(Sample::margin)
                        .filter(OptionalDouble::isPresent)
                        .map(margin -> OptionalDouble.of(points(margin.getAsDouble())))
                        .orElse(OptionalDouble.empty())));
    }

    /** Where its training got in how many hours, if it has runs: the test accuracy of all, the way of the first. */
    Optional<CostPicture.Row> trained() {
        Optional<Sample> seconds = sample("times", "trainSeconds");
        if (seconds.isEmpty() || test().isEmpty()) {
            return Optional.empty();
        }
        List<Double> epochSeconds = done.getFirst().list("times", "epochSeconds");
        List<Double> validation = done.getFirst().list("curves", "validationAccuracy");
        List<CostPicture.Point> way = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < Math.min(epochSeconds.size(), validation.size()); i++) {
            sum += epochSeconds.get(i);
            way.add(new CostPicture.Point(sum / SECONDS_PER_HOUR, points(validation.get(i))));
        }
        return Optional.of(new CostPicture.Row(
                row.name(),
                seconds.get().mean() / SECONDS_PER_HOUR,
                points(test().get().mean()),
                way));
    }

    private static double points(double fraction) {
        return fraction * 100;
    }
}

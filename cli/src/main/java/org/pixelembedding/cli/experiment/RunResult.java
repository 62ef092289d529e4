package org.pixelembedding.cli.experiment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.TrainingConfig;

/**
 * What one run left: a small JSON file, made by {@link RunRecorder} and read by reports. Times are under {@code times} and
 * nowhere else: two runs of one configuration on one kind of machine give the same file but for that part.
 *
 * @param values the JSON object; experiments/README.md lists its keys
 */
public record RunResult(Path file, Map<String, Object> values) {
    private static final JSON FORMAT =
            JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).without(JSON.Feature.WRITE_NULL_PROPERTIES);

    /**
     * Reads one.
     *
     * @throws IOException if the file is no such JSON; says what to do
     */
    public static RunResult read(Path file) throws IOException {
        try {
            RunResult result = new RunResult(file, JSON.std.mapFrom(Files.readString(file, StandardCharsets.UTF_8)));
            result.row();
            result.seed();
            result.settings();
            return result;
        } catch (JacksonException | ConfigException e) {
            String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new IOException(
                    file + ": want the result of a run, got something else (" + problem
                            + "); take it away, and pixemb experiment makes it again",
                    e);
        }
    }

    /** Written beside its name and moved there. */
    public void write() throws IOException {
        String text = FORMAT.asString(values) + "\n";
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    String row() {
        return String.valueOf(wanted("row"));
    }

    long seed() {
        return wanted("seed") instanceof Number number ? number.longValue() : notANumber("seed");
    }

    private static long notANumber(String key) {
        throw new ConfigException(key + " is not a number");
    }

    private Object wanted(String key) {
        return at(key).orElseThrow(() -> new ConfigException("it has no " + key));
    }

    /** As it was trained, by whichever version. */
    TrainingConfig settings() {
        return TrainingConfig.recorded("configuration", Settings.toYaml(map(wanted("configuration"))));
    }

    /** Of its pictures; 0 if it was not recorded. */
    int classes() {
        return (int) number("data", "classes").orElse(0);
    }

    /** Why there are no accuracies. */
    Optional<String> failure() {
        return at("failure").map(String::valueOf);
    }

    /** A number by the names of the objects that it lies in; empty if it was not recorded. */
    OptionalDouble number(String... path) {
        return at(path).filter(Number.class::isInstance)
                .map(value -> OptionalDouble.of(((Number) value).doubleValue()))
                .orElse(OptionalDouble.empty());
    }

    /** Any text by the names of the objects that it lies in. */
    Optional<String> text(String... path) {
        return at(path).map(String::valueOf);
    }

    /** Numbers of a list; empty if it was not recorded. */
    List<Double> list(String... path) {
        return at(path).filter(List.class::isInstance).stream()
                .flatMap(value -> ((List<?>) value).stream())
                .map(entry -> entry instanceof Number number ? number.doubleValue() : Double.NaN)
                .toList();
    }

    /** All numbers of an object; none if it was not recorded. */
    DoubleStream numbers(String... path) {
        return at(path).filter(Map.class::isInstance).stream()
                .flatMap(value -> ((Map<?, ?>) value).values().stream())
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue());
    }

    private Optional<Object> at(String... path) {
        Object value = values;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return Optional.ofNullable(value);
    }

    @SuppressWarnings("unchecked") // objects of JSON have texts as keys
    private static Map<String, Object> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new ConfigException("its configuration is no object");
    }
}

package org.pixelembedding.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One mapping of a YAML file, read key by key. Problems are collected, not thrown, so that a user sees all of them at
 * once; {@link #check} ends the reading and throws if there are any. A section inside another shares its problems.
 */
public final class YamlSection {
    private final String source;
    private final String path;
    private final Map<String, Object> values;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<String> problems;

    private YamlSection(String source, String path, Map<String, Object> values, List<String> problems) {
        this.source = source;
        this.path = path;
        this.values = values;
        this.problems = problems;
    }

    public static YamlSection read(Path file) throws IOException {
        return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    }

    /** Parses a document whose root is a mapping (an empty document is an empty one). */
    public static YamlSection parse(String source, String text) {
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(source).build()).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new ConfigException(
                    source + ": not readable as YAML: " + e.getMessage().replaceAll("\\s+", " "));
        }
        List<String> problems = new ArrayList<>();
        return new YamlSection(source, "", root == null ? Map.of() : mapping("the document", root, problems), problems);
    }

    private static Map<String, Object> mapping(String what, Object value, List<String> problems) {
        Map<String, Object> result = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> {
                if (entry != null) {
                    result.put(String.valueOf(key), entry);
                }
            });
        } else {
            problems.add(what + " is " + value + ", want keys with values");
        }
        return result;
    }

    public String source() {
        return source;
    }

    /** All that have a value, known or not. */
    Set<String> keys() {
        return Set.copyOf(values.keySet());
    }

    public void problem(String text) {
        problems.add(text);
    }

    public Optional<String> text(String key) {
        return get(key).map(String::valueOf);
    }

    public Optional<Integer> integer(String key, int min, int max) {
        return number(key, min, max, true).map(Double::intValue);
    }

    public Optional<Long> whole(String key) {
        return get(key).flatMap(value -> {
            if (value instanceof Number number && number.doubleValue() == number.longValue()) {
                return Optional.of(number.longValue());
            }
            problems.add(path + key + " is " + value + ", want a whole number");
            return Optional.empty();
        });
    }

    public Optional<Double> real(String key, double min, double max) {
        return number(key, min, max, false);
    }

    public Optional<Boolean> flag(String key) {
        return get(key).flatMap(value -> {
            if (value instanceof Boolean flag) {
                return Optional.of(flag);
            }
            problems.add(path + key + " is " + value + ", want true or false");
            return Optional.empty();
        });
    }

    /** One of some words; the name that the user may have meant is suggested. */
    public Optional<String> word(String key, List<String> allowed) {
        return text(key).filter(word -> {
            boolean known = allowed.contains(word);
            if (!known) {
                problems.add(Names.unknown(path + key, word, allowed));
            }
            return known;
        });
    }

    /** A mapping inside this one; an empty one if it is not there. */
    public YamlSection section(String key) {
        String where = path + key;
        Map<String, Object> inside =
                get(key).map(value -> mapping(where, value, problems)).orElse(Map.of());
        return new YamlSection(source, where + ".", inside, problems);
    }

    /** The entries of a list, each as its text; empty if it is not there. */
    public List<String> texts(String key) {
        Object value = get(key).orElse(List.of());
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        problems.add(path + key + " is " + value + ", want a list");
        return List.of();
    }

    /** The values of all keys that nobody asked for yet, which are asked for by this. */
    public Map<String, Object> rest() {
        Map<String, Object> rest = new LinkedHashMap<>(values);
        rest.keySet().removeAll(asked);
        asked.addAll(rest.keySet());
        return rest;
    }

    /** The mappings of a list. */
    public List<YamlSection> sections(String key) {
        List<YamlSection> sections = new ArrayList<>();
        get(key).ifPresent(value -> {
            if (value instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    String where = path + key + "[" + i + "]";
                    sections.add(new YamlSection(source, where + ".", mapping(where, list.get(i), problems), problems));
                }
            } else {
                problems.add(path + key + " is " + value + ", want a list");
            }
        });
        return sections;
    }

    /** Adds a problem for each key that nobody asked for. */
    public void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                problems.add(Names.unknown("key", path, key, asked));
            }
        }
    }

    /** Throws if there was any problem, in this section or in one inside it. */
    public void check() {
        if (!problems.isEmpty()) {
            throw new ConfigException(source, problems);
        }
    }

    public String where(String key) {
        return path + key;
    }

    private Optional<Double> number(String key, double min, double max, boolean whole) {
        return get(key).flatMap(value -> {
            if (value instanceof Number number) {
                double real = number.doubleValue();
                if (real >= min && real <= max && (!whole || real == Math.rint(real))) {
                    return Optional.of(real);
                }
            }
            String range = whole ? (long) min + ".." + (long) max : min + ".." + max;
            problems.add(path + key + " is " + value + ", want " + (whole ? "a whole number " : "a number ") + range);
            return Optional.empty();
        });
    }

    private Optional<Object> get(String key) {
        asked.add(key);
        return Optional.ofNullable(values.get(key));
    }
}

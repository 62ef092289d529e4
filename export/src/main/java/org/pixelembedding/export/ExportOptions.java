package org.pixelembedding.export;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The settings of one export: every option of the target with its value. */
public final class ExportOptions {
    private final SortedMap<String, String> values;

    private ExportOptions(SortedMap<String, String> values) {
        this.values = Collections.unmodifiableSortedMap(values);
    }

    /**
     * Fills in defaults.
     *
     * @param given by name, as the user wrote them
     * @throws ExportException if the target has no such option; lists those that it has
     */
    public static ExportOptions of(Exporter exporter, Map<String, String> given) throws ExportException {
        SortedMap<String, String> values = new TreeMap<>();
        exporter.options().forEach(option -> values.put(option.name(), option.defaultValue()));
        for (Map.Entry<String, String> entry : given.entrySet()) {
            if (!values.containsKey(entry.getKey())) {
                List<String> known =
                        exporter.options().stream().map(ExportOption::name).toList();
                throw new ExportException("target " + exporter.target() + " has no option '" + entry.getKey()
                        + "'; it has " + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
            values.put(entry.getKey(), entry.getValue());
        }
        return new ExportOptions(values);
    }

    /** The value as it was written. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no option '" + name + "'; there are " + values.keySet());
        }
        return value;
    }

    /**
     * A truth value.
     *
     * @throws ExportException if the value is neither {@code true} nor {@code false}
     */
    public boolean flag(String name) throws ExportException {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    /**
     * A whole number.
     *
     * @throws ExportException if the value is no whole number from {@code least} to {@code most}
     */
    public long whole(String name, long least, long most) throws ExportException {
        try {
            long value = Long.parseLong(text(name));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        throw wrong(
                name,
                most == Long.MAX_VALUE
                        ? "a whole number, " + least + " or more"
                        : "a whole number from " + least + " to " + most);
    }

    /**
     * One of several words.
     *
     * @throws ExportException if the value is none of {@code choices}
     */
    public String choice(String name, List<String> choices) throws ExportException {
        if (!choices.contains(text(name))) {
            throw wrong(name, String.join(" or ", choices));
        }
        return text(name);
    }

    /**
     * A word of a certain form.
     *
     * @param want the form, for the user
     * @throws ExportException if the value has another
     */
    public String matching(String name, Pattern form, String want) throws ExportException {
        if (!form.matcher(text(name)).matches()) {
            throw wrong(name, want);
        }
        return text(name);
    }

    private ExportException wrong(String name, String want) {
        return new ExportException("--option " + name + " is '" + text(name) + "', want " + want);
    }

    /** All of them, sorted by name. */
    public SortedMap<String, String> values() {
        return values;
    }
}

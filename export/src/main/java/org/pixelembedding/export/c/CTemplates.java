package org.pixelembedding.export.c;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The C that is the same for all models, from the jar, and the places in it that a model fills: {@code @name@}. */
final class CTemplates {
    private static final Pattern PLACE = Pattern.compile("@([a-z0-9_]+)@");

    private CTemplates() {}

    static String read(String name) {
        try (InputStream in = CTemplates.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + ": is not in the jar; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The template with every place filled; a value that has no place, or a place without a value, is our bug. */
    static String filled(String name, Map<String, ?> values) {
        String template = read(name);
        for (String key : values.keySet()) {
            if (!template.contains("@" + key + "@")) {
                throw new IllegalStateException(name + " has no place @" + key + "@");
            }
        }
        return PLACE.matcher(template).replaceAll(match -> {
            Object value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalStateException(name + ": nothing is given for " + match.group());
            }
            return Matcher.quoteReplacement(String.valueOf(value));
        });
    }

    /** Text that may stand in a comment: nothing in it ends one. */
    static String comment(String text) {
        return text.replace("*/", "* /").replace("/*", "/ *").replace("\\", "/").replaceAll("\\R", " ");
    }

    /** A string literal: UTF-8, everything unusual in octal, so that no compiler reads more into it. */
    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= ' ' && b < 0x7f && b != '"' && b != '\\' && b != '?';
            literal.append(plain ? String.valueOf((char) b) : "\\%03o".formatted(b & 0xff));
        }
        return literal.append('"').toString();
    }
}

package org.pixelembedding.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * JSON from maps, lists, texts, numbers and truth values: keys in the order of the map, an entry of an object a line, lists on
 * one line unless they hold objects.
 */
public final class JsonText {
    private JsonText() {}

    /** A part that writes itself, for arrays too large to be made of objects. */
    @FunctionalInterface
    public interface Part {
        /** Writes one JSON value. */
        void write(Appendable out) throws IOException;
    }

    /** The whole text. */
    public static String of(Object value) {
        try {
            StringBuilder text = new StringBuilder();
            write(text, value);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /**
     * Writes a value.
     *
     * @param value a map with text keys, a list, a text, a finite number, a truth value or a {@link Part}
     */
    public static void write(Appendable out, Object value) throws IOException {
        write(out, value, "");
    }

    private static void write(Appendable out, Object value, String indent) throws IOException {
        switch (value) {
            case Map<?, ?> map -> object(out, map, indent);
            case List<?> list -> list(out, list, indent);
            case String text -> text(out, text);
            case Boolean truth -> out.append(truth.toString());
            case Part part -> part.write(out);
            case Float number when Float.isFinite(number) -> out.append(number.toString());
            case Double number when Double.isFinite(number) -> out.append(number.toString());
            case Integer number -> out.append(number.toString());
            case Long number -> out.append(number.toString());
            default -> throw new IllegalArgumentException("JSON has no form for " + value + " of " + value.getClass());
        }
    }

    private static void object(Appendable out, Map<?, ?> map, String indent) throws IOException {
        String inner = indent + "  ";
        String separator = "\n";
        out.append('{');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator).append(inner);
            text(out, (String) entry.getKey());
            out.append(": ");
            write(out, entry.getValue(), inner);
            separator = ",\n";
        }
        out.append(map.isEmpty() ? "}" : "\n" + indent + "}");
    }

    private static void list(Appendable out, List<?> list, String indent) throws IOException {
        boolean tall = list.stream().anyMatch(each -> each instanceof Map);
        String inner = indent + "  ";
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            out.append(i == 0 ? "" : tall ? "," : ", ");
            if (tall) {
                out.append('\n').append(inner);
            }
            write(out, list.get(i), inner);
        }
        out.append(tall ? "\n" + indent + "]" : "]");
    }

    private static void text(Appendable out, String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> out.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}

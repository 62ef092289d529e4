package org.pixelembedding.format;

import com.grack.nanojson.JsonObject;

/**
 * The attributes of one node, checked as they are read.
 *
 * @param source file name, for messages
 * @param node its name; {@code the network} for the attributes of the whole
 */
record NodeAttributes(String source, String node, JsonObject json) {
    int integer(String key, int min, int max) throws ModelFormatException {
        Object value = json.get(key);
        if (value instanceof Integer number && number >= min && number <= max) {
            return number;
        }
        throw wrong(key, "a whole number " + min + ".." + max, String.valueOf(value));
    }

    /** A float32 as {@link Float#toString} writes it. */
    float real(String key) throws ModelFormatException {
        String text = text(key);
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw wrong(key, "a float32 number", text);
        }
    }

    String text(String key) throws ModelFormatException {
        if (json.get(key) instanceof String text) {
            return text;
        }
        throw wrong(key, "a text", String.valueOf(json.get(key)));
    }

    ModelFormatException wrong(String key, String wanted, String got) {
        String shown = got.length() > 80 ? got.substring(0, 80) + "..." : got;
        return new ModelFormatException(
                source + ": layer '" + node + "': " + key + " is " + shown + ", want " + wanted + ". Export it again.");
    }
}

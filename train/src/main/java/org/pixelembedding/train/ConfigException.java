package org.pixelembedding.train;

import java.util.List;

/** Settings that cannot be used. The message lists every problem at once, one clause each. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }

    /**
     * Several problems of one source.
     *
     * @param source file or command line, comes first in the message
     */
    public ConfigException(String source, List<String> problems) {
        super(source + ": " + String.join("; ", problems));
    }
}

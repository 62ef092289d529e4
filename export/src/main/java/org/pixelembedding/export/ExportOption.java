package org.pixelembedding.export;

/**
 * A setting of one target, {@code --option name=value}.
 *
 * @param defaultValue what holds if the user says nothing
 * @param description in one line, with the values that it takes
 */
public record ExportOption(String name, String defaultValue, String description) {}

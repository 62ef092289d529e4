package org.pixelembedding.export;

/**
 * One file of an exported folder.
 *
 * @param path inside the folder, with {@code /} between names
 */
public record ExportedFile(String path, long bytes) {}

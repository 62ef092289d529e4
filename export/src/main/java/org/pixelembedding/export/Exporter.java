package org.pixelembedding.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One target of {@code pixemb export}: writes a model in a form that another program reads. Has no state; equal requests
 * give equal bytes. Needs neither a compiler nor the network.
 */
public interface Exporter {
    /** What {@code --to} calls it: lower-case letters, digits and {@code -}. */
    String target();

    /** What it is for, in one line, for lists of targets. */
    String summary();

    /** What a user may set; empty if nothing. */
    default List<ExportOption> options() {
        return List.of();
    }

    /**
     * Writes the target's own files. README.md, labels.txt and the self-test's files are written by {@link ExportFolder}.
     *
     * @param directory there, empty, and nobody else's; is thrown away if this method throws
     * @return how the files are built and called: Markdown below a heading of the second level, which it does not write
     * @throws ExportException if the target cannot express the model: names the layer and says what to do instead
     * @throws IOException if a file cannot be written
     */
    String write(ExportRequest request, Path directory) throws IOException;
}

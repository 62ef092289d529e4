package org.pixelembedding.export.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.model.Model;

/** One way to run a model: an executor of ours, or an exported form in its own runtime. Has no state. */
public interface VerifyTarget {
    /** What {@code verify --targets} calls it: lower-case letters, digits and {@code -}. */
    String name();

    /** How many pictures it takes unless all are asked for; fewer where a picture takes long. */
    default int usualImages() {
        return Integer.MAX_VALUE;
    }

    /** Why this machine cannot run it, with what to install; empty if it can. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /**
     * Exports and builds whatever it takes to run the model. Only called where nothing is {@link #missing}.
     *
     * @param workspace a folder that is there, empty and the program's alone until it is closed
     * @throws ExportException if the target cannot express the model; names the layer and says what to do instead
     * @throws IOException if it ought to run and does not
     */
    TargetProgram start(Model model, Path workspace) throws IOException;
}

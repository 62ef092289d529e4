package org.pixelembedding.export.verify;

import java.nio.file.Path;
import java.util.Optional;
import org.pixelembedding.model.Model;

/**
 * A target that cannot run here, and why.
 *
 * @param reason with what to do about it
 */
public record MissingTarget(String name, String reason) implements VerifyTarget {
    @Override
    public Optional<String> missing() {
        return Optional.of(reason);
    }

    @Override
    public TargetProgram start(Model model, Path workspace) {
        throw new IllegalStateException(name + " cannot be started: " + reason);
    }
}

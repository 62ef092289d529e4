package org.pixelembedding.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainingConfig;

/** A model as named on the command line. */
final class ModelFile {
    private ModelFile() {}

    /**
     * Reads it.
     *
     * @throws IOException if there is none, it is damaged, or the path is a directory: then the message says which file
     *     in it was probably meant
     */
    static Model read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            Path inside = new RunDirectory(file).model();
            throw new IOException(file + ": want a model file (.pxm), got a directory"
                    + (Files.isRegularFile(inside) ? "; did you mean " + inside + "?" : ""));
        }
        return ModelReader.read(file);
    }

    /**
     * Reads the model of a run.
     *
     * @throws IOException if the run has none (yet): the message says how to get one
     */
    static Model of(RunDirectory run) throws IOException {
        if (!Files.exists(run.model())) {
            boolean fullPrecision = Files.exists(run.config())
                    && TrainingConfig.read(run.config()).fullPrecision();
            throw new IOException(run.path()
                    + (fullPrecision
                            ? ": a training in full precision, of which nothing is frozen; give another run"
                            : ": has no " + run.model().getFileName()
                                    + " yet, its training has not finished; go on with pixemb train --resume, or freeze what"
                                    + " there is: pixemb freeze " + run.path() + " -o " + run.model()));
        }
        return ModelReader.read(run.model());
    }
}

package org.pixelembedding.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.Model;
import org.pixelembedding.train.KeptCheckpoints;
import org.pixelembedding.train.RunDirectory;
import org.pixelembedding.train.TrainedNetwork;
import org.pixelembedding.train.TrainingData;

/**
 * A model, the network that it was frozen from where that is at hand, and the pictures to test it on: what {@code verify},
 * {@code report} and {@code compare} look at.
 *
 * @param ofRun whether a run directory was named, not a model file
 */
record TestedModel(
        Model model, Optional<TrainedNetwork> network, boolean ofRun, SizedImages pictures, ImageSource source)
        implements Closeable {

    /**
     * What a user may say.
     *
     * @param target a run directory, or a model file
     * @param searchRun whether a model file that lies in a run directory stands for that run's network too
     */
    record Request(
            Path target, Optional<Path> data, Optional<Path> modelFile, boolean skipUnreadable, boolean searchRun) {}

    /** The run around a model, with what is left of it. */
    private record Run(RunDirectory directory, KeptCheckpoints.Newest newest, TrainedNetwork network) {
        static Run open(RunDirectory directory, PrintWriter err) throws IOException {
            KeptCheckpoints.Newest newest = NewestCheckpoint.of(directory, err);
            return new Run(directory, newest, TrainedNetwork.of(newest.checkpoint()));
        }
    }

    /** @param err for notes: a damaged checkpoint, pictures that were left out */
    static TestedModel open(Request request, PrintWriter err) throws IOException {
        if (!Files.isRegularFile(request.target())) {
            Run run = Run.open(RunDirectory.open(request.target()), err);
            return open(request, Optional.of(run), model(request, run, err), true, err);
        }
        Model model = ModelFile.read(request.target());
        RunDirectory around = new RunDirectory(request.target().toAbsolutePath().getParent());
        boolean inRun = request.searchRun()
                && around.hasCheckpoint()
                && around.model().equals(request.target().toAbsolutePath());
        return open(request, inRun ? Optional.of(Run.open(around, err)) : Optional.empty(), model, false, err);
    }

    /** The model that belongs to the checkpoint: the run's own is of the damaged one. */
    private static Model model(Request request, Run run, PrintWriter err) throws IOException {
        if (request.modelFile().isPresent()) {
            return ModelFile.read(request.modelFile().get());
        }
        if (run.newest().damage().isEmpty()) {
            return ModelFile.of(run.directory());
        }
        err.println("Note: a model frozen from it is verified, not "
                + run.directory().model() + "; make that one anew with pixemb train --resume");
        return run.network().freeze();
    }

    private static TestedModel open(Request request, Optional<Run> run, Model model, boolean ofRun, PrintWriter err)
            throws IOException {
        Optional<RunDirectory.DataLocation> location =
                run.isPresent() ? Optional.of(run.get().directory().dataLocation()) : Optional.empty();
        ImageSource source = ImageSource.open(data(request, location));
        try {
            ImageSet set = (run.isPresent()
                            ? TrainingData.testPart(
                                    source, run.get().network().config().seed())
                            : source.toTestOn())
                    .or(source::train)
                    .orElseThrow(() -> new DataException(source.name() + ": has no pictures to test on"));
            boolean skip = request.skipUnreadable()
                    || location.map(RunDirectory.DataLocation::skipUnreadable).orElse(false);
            SizedImages pictures = SizedImages.of(
                    set, model.inputHeight(), model.inputWidth(), skip ? UnreadablePolicy.SKIP : UnreadablePolicy.FAIL);
            Notes.unreadable(err, pictures.unreadable());
            if (pictures.size() == 0) {
                throw new DataException("want at least one readable picture to test on, got none");
            }
            // Of a damaged checkpoint's run there is a network, and it is not that of the model file.
            Optional<TrainedNetwork> network = run.filter(
                            each -> ofRun || each.newest().damage().isEmpty())
                    .map(Run::network);
            return new TestedModel(model, network, ofRun, pictures, source);
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static Path data(Request request, Optional<RunDirectory.DataLocation> location) throws DataException {
        if (request.data().isPresent()) {
            return request.data().get();
        }
        Path data = location.map(RunDirectory.DataLocation::data)
                .orElseThrow(() -> new DataException(
                        request.target() + ": a model file alone needs pictures to run on; give them with --data"));
        if (!Files.exists(data)) {
            throw new DataException(request.target() + ": the pictures it was trained on are no longer at " + data
                    + "; say where they are with --data");
        }
        return data;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}

package org.pixelembedding.export.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.pixelembedding.model.Model;

/**
 * Runs targets on the same pictures and compares their class sums, batch by batch, so that memory does not grow with the set.
 * What a picture's sums must be says the first of the targets that runs it; so targets nearer to the definition come first.
 */
public final class TargetComparison {
    private static final int BATCH = 64;

    /** Hears how far it is. */
    public interface Progress {
        /** The target is exported and built. */
        void starting(String target);

        /** So many of all pictures were run by every target that takes so many. */
        void compared(int done, int total);
    }

    private final Model model;
    private final List<TargetRun> runs = new ArrayList<>();

    private TargetComparison(Model model) {
        this.model = model;
    }

    /**
     * Compares.
     *
     * @param targets the one that others are compared with first
     * @param all whether each target takes all pictures, also where it usually takes fewer
     * @throws IOException if a picture cannot be read, or there is no place for temporary files
     */
    public static ComparisonReport of(
            Model model, List<VerifyTarget> targets, PictureSequence pictures, boolean all, Progress progress)
            throws IOException {
        TargetComparison comparison = new TargetComparison(model);
        Path workspace = Files.createTempDirectory("pixemb-verify");
        try {
            for (VerifyTarget target : targets) {
                progress.starting(target.name());
                int limit = all ? pictures.count() : Math.min(pictures.count(), target.usualImages());
                comparison.runs.add(
                        TargetRun.start(target, model, Files.createDirectory(workspace.resolve(target.name())), limit));
            }
            comparison.compare(pictures, progress);
            return new ComparisonReport(
                    pictures.count(),
                    model.nodes().size(),
                    comparison.runs.stream().map(TargetRun::result).toList());
        } finally {
            comparison.runs.forEach(TargetRun::close);
            delete(workspace);
        }
    }

    private void compare(PictureSequence pictures, Progress progress) throws IOException {
        int count = runs.stream().mapToInt(TargetRun::limit).max().orElse(0);
        for (int from = 0; from < count; from += BATCH) {
            PictureBatch batch = new PictureBatch(pictures, from, Math.min(BATCH, count - from));
            for (TargetRun run : runs) {
                run.compare(batch, model);
            }
            progress.compared(from + batch.size(), count);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

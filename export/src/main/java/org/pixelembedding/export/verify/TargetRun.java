package org.pixelembedding.export.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Difference;

/** One target in a comparison: its program as long as it runs, and what came out so far. */
final class TargetRun implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final String name;
    private final int limit;
    private Optional<TargetProgram> program = Optional.empty();
    private TargetResult.Status status = TargetResult.Status.SAME;
    private String reason = "";
    private int images;
    private long differences;
    private Optional<Difference> first = Optional.empty();
    private long nanos;

    private TargetRun(String name, int limit) {
        this.name = name;
        this.limit = limit;
    }

    /**
     * Exports and builds a target, where it can be.
     *
     * @param limit how many pictures it takes, from the first
     */
    static TargetRun start(VerifyTarget target, Model model, Path workspace, int limit) {
        TargetRun run = new TargetRun(target.name(), limit);
        Optional<String> missing = target.missing();
        if (missing.isPresent()) {
            run.end(TargetResult.Status.SKIPPED, missing.get());
            return run;
        }
        long begin = System.nanoTime();
        try {
            run.program = Optional.of(target.start(model, workspace));
        } catch (ExportException e) {
            run.end(TargetResult.Status.SKIPPED, e.getMessage());
        } catch (IOException e) {
            run.end(TargetResult.Status.FAILED, e.getMessage());
        }
        run.nanos += System.nanoTime() - begin;
        return run;
    }

    private void end(TargetResult.Status how, String why) {
        status = how;
        reason = why;
        close();
    }

    /** How many pictures it takes; 0 if it does not run. */
    int limit() {
        return program.isPresent() ? limit : 0;
    }

    /** Runs those pictures of a batch that it takes, and compares their sums. */
    void compare(PictureBatch batch, Model model) {
        List<RgbImage> pictures = batch.upTo(limit());
        if (pictures.isEmpty()) {
            return;
        }
        try {
            long begin = System.nanoTime();
            List<int[]> sums = program.orElseThrow().sums(pictures);
            nanos += System.nanoTime() - begin;
            images += pictures.size();
            for (int i = 0; i < pictures.size(); i++) {
                if (!batch.isFirst(i, sums.get(i), this)) {
                    compare(batch, i, sums.get(i), model);
                }
            }
        } catch (IOException e) {
            end(TargetResult.Status.FAILED, e.getMessage());
        }
    }

    private void compare(PictureBatch batch, int index, int[] sums, Model model) throws IOException {
        int[] expected = batch.expected(index);
        if (sums.length != expected.length) {
            throw new IOException(name + ": gives " + sums.length + " class sums, and " + batch.reference(index).name
                    + " gives " + expected.length);
        }
        long before = differences;
        for (int k = 0; k < sums.length; k++) {
            differences += sums[k] == expected[k] ? 0 : 1;
        }
        if (differences > before && first.isEmpty()) {
            status = TargetResult.Status.DIFFERENT;
            first = Optional.of(search(batch, index, sums, model));
        }
    }

    /** Goes through the layers that both keep; if none differs, the fault shows in the sums alone. */
    private Difference search(PictureBatch batch, int index, int[] sums, Model model) throws IOException {
        TargetRun reference = batch.reference(index);
        LayerSearch search = new LayerSearch(model, batch.name(index), name, reference.name);
        if (reference.program.isPresent()) {
            Optional<Difference> found = search.earliest(
                    program.orElseThrow().layers(batch.picture(index)),
                    reference.program.get().layers(batch.picture(index)));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return search.inSums(sums, batch.expected(index)).orElseThrow();
    }

    TargetResult result() {
        return new TargetResult(name, status, images, differences, nanos / NANOS, reason, first);
    }

    @Override
    public void close() {
        program.ifPresent(TargetProgram::close);
        program = Optional.empty();
    }
}

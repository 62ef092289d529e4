package org.pixelembedding.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.train.RunDirectory.Which;

/**
 * The checkpoints that a run keeps: the last two and the best. A new one is whole and on the disk before it takes the
 * place of an older one, so a process that is killed, or a disk that is full, costs the steps since the last and no more.
 */
public final class KeptCheckpoints {
    /** Only while it is being put into place. */
    private static final String NEXT = "next.ckpt";

    private static final String DAMAGED = "damaged.ckpt";

    private final RunDirectory run;
    private final FileWriter writer;

    /** Writes a file as {@link WholeFile#write} does; tests put a disk here that is full. */
    @FunctionalInterface
    interface FileWriter {
        void write(Path file, WholeFile.Body body) throws IOException;
    }

    /**
     * Where a run goes on.
     *
     * @param file that it came from
     * @param damage what is wrong with the newer one, if there was one
     */
    public record Newest(Checkpoint checkpoint, Path file, Optional<String> damage) {}

    public KeptCheckpoints(RunDirectory run) {
        this(run, WholeFile::write);
    }

    KeptCheckpoints(RunDirectory run, FileWriter writer) {
        this.run = run;
        this.writer = writer;
    }

    /**
     * Keeps one as {@code last.ckpt}; what was the last becomes {@code previous.ckpt}.
     *
     * @throws IOException if it cannot be written; both older ones are as they were
     */
    void last(Checkpoint checkpoint) throws IOException {
        Path next = run.checkpoint(Which.LAST).resolveSibling(NEXT);
        try {
            writer.write(next, checkpoint::writeTo);
            force(next);
            turn(next);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    void best(Checkpoint checkpoint) throws IOException {
        writer.write(run.checkpoint(Which.BEST), checkpoint::writeTo);
    }

    /** A full disk may be noticed as late as here, and a power cut may not leave an empty file in the good one's place. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be written (" + e.getMessage() + "); make room there", e);
        }
    }

    private void turn(Path next) throws IOException {
        Path last = run.checkpoint(Which.LAST);
        if (Files.exists(last)) {
            Path previous = run.checkpoint(Which.PREVIOUS);
            Files.deleteIfExists(previous);
            try {
                Files.createLink(previous, last); // a second name, so that there is a last one at every moment
            } catch (UnsupportedOperationException | FileSystemException e) {
                // A file system without second names: for a moment there is only the previous one, and it is found.
                Files.move(last, previous, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(next, last, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads the last one or, if that is damaged, the one before it.
     *
     * @throws DamagedCheckpointException if neither is whole
     * @throws IOException if the last one is of another version or cannot be read for other reasons
     */
    public Newest newest() throws IOException {
        List<String> damages = new ArrayList<>();
        for (Which which : List.of(Which.LAST, Which.PREVIOUS)) {
            Path file = run.checkpoint(which);
            if (which == Which.PREVIOUS && !Files.exists(file)) {
                continue;
            }
            try {
                return new Newest(Checkpoint.read(file), file, damages.stream().findFirst());
            } catch (DamagedCheckpointException e) {
                damages.add(e.getMessage());
            }
        }
        throw new DamagedCheckpointException(String.join("; ", damages)
                + "; no whole checkpoint is left to go on from: train into another directory"
                + (Files.exists(run.checkpoint(Which.BEST)) ? ", or freeze with --checkpoint best" : ""));
    }

    /** Takes a damaged last one out of the way, so that it does not become the previous one; it is kept to look at. */
    void setDamagedAside() throws IOException {
        Path last = run.checkpoint(Which.LAST);
        if (Files.exists(last)) {
            Files.move(last, last.resolveSibling(DAMAGED), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Takes away what processes that were killed left half written, here and beside the run's other files. */
    void sweep() throws IOException {
        Files.deleteIfExists(run.checkpoint(Which.LAST).resolveSibling(NEXT));
        for (Path folder : List.of(run.path(), run.path().resolve("checkpoints"))) {
            List<Path> halves;
            try (Stream<Path> files = Files.list(folder)) {
                halves = files.filter(file -> file.getFileName()
                                .toString()
                                .matches("\\.(config\\.yaml|data\\.txt|environment\\.txt|metrics\\.csv|curves\\.png"
                                        + "|model\\.pxm|next\\.ckpt|best\\.ckpt)\\.[0-9a-f]+\\.tmp"))
                        .toList();
            }
            for (Path half : halves) {
                Files.deleteIfExists(half);
            }
        }
    }
}

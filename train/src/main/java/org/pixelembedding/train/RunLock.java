package org.pixelembedding.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One training at a time in a run directory: two would take each other's checkpoints for their own. The system's lock on a
 * file, {@code training.lock}, which says who holds it; the system lets go of it when the process ends, however it ends, so
 * the file itself means nothing and stays.
 */
public final class RunLock implements Closeable {
    /** Far behind the text, which other processes have to read also where a locked byte cannot be read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final Pattern HOLDER = Pattern.compile("process ([0-9]+) since (\\S+)");

    /** Locks are a process's: a second one of the same process would be refused, and its closing would end the first. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path held;
    private final FileChannel channel;

    private RunLock(Path held, FileChannel channel) {
        this.held = held;
        this.channel = channel;
    }

    /**
     * Takes the lock of a run whose directory exists.
     *
     * @param notes hears if the file system has no locks: then nothing is held
     * @throws IOException if another training holds it: says which process, and since when
     */
    public static RunLock take(RunDirectory run, Consumer<String> notes) throws IOException {
        Path held = run.path().toRealPath();
        if (!HELD.add(held)) {
            throw new IOException(run.path() + ": another training of this process uses it; choose another directory");
        }
        try {
            return new RunLock(held, lock(run, notes));
        } catch (IOException | RuntimeException e) {
            HELD.remove(held);
            throw e;
        }
    }

    /**
     * Tells early what {@link #take} would tell; a directory that does not exist yet is free.
     *
     * @throws IOException if a training holds it
     */
    public static void checkFree(RunDirectory run) throws IOException {
        if (Files.exists(run.lock())) {
            take(run, note -> {}).close();
        }
    }

    /**
     * Whether a process of this machine that is still there wrote its name into the lock's file. Takes no lock, and so never
     * stands in a training's way.
     */
    public static boolean holderLives(RunDirectory run) throws IOException {
        if (!Files.exists(run.lock())) {
            return false;
        }
        Matcher holder = HOLDER.matcher(Files.readString(run.lock(), StandardCharsets.UTF_8));
        return holder.find()
                && ProcessHandle.of(Long.parseLong(holder.group(1)))
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }

    private static FileChannel lock(RunDirectory run, Consumer<String> notes) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(
                    run.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (tryLock(run, channel, notes).isEmpty()) {
                    return channel;
                }
                if (Files.exists(run.lock())) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap(here().getBytes(StandardCharsets.UTF_8)), 0);
                    return channel;
                }
                channel.close(); // the one before took its new directory away, with this file in it
            } catch (IOException | RuntimeException e) {
                try (channel) {
                    throw e;
                }
            }
        }
    }

    /** Empty if there are no locks here. */
    private static Optional<FileLock> tryLock(RunDirectory run, FileChannel channel, Consumer<String> notes)
            throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (IOException e) {
            notes.accept("Note: " + run.path() + " cannot be locked (" + e.getMessage()
                    + "); let no second training use it");
            return Optional.empty();
        }
        if (lock == null) {
            throw new IOException(run.path() + ": " + holder(channel));
        }
        return Optional.of(lock);
    }

    private static String here() {
        return "process " + ProcessHandle.current().pid() + " since "
                + DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS))
                + "\n";
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(200);
        channel.read(text, 0);
        Matcher holder = HOLDER.matcher(new String(text.array(), 0, text.position(), StandardCharsets.UTF_8));
        String choice = "or choose another directory";
        return holder.find()
                ? holder.group() + " trains in it; wait for it, stop it (kill " + holder.group(1) + "), " + choice
                : "another process trains in it; wait for it, " + choice;
    }

    /** Lets go of it. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(held);
        }
    }
}

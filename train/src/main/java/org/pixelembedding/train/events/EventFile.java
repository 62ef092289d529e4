package org.pixelembedding.train.events;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * One event file, open for writing. Records are framed as in a TFRecord file: length (8 bytes, little-endian), masked CRC-32C
 * of these, data, masked CRC-32C of the data.
 *
 * <p>Whole records go out at {@link #flush} in one piece, so a process that is killed leaves no half of one. Files of a
 * directory are numbered, and readers take them in that order. A later file begins with the step from which on it
 * replaces earlier ones (session start), so a training that was killed and went on from an older checkpoint is shown
 * without steps that count twice.
 */
public final class EventFile implements Closeable {
    private static final String PREFIX = "events.out.tfevents.";
    private static final int CRC_MASK = 0xa282ead8;

    private final FileChannel channel;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private EventFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the next file of a directory.
     *
     * @param firstStep the first that it may tell of; readers forget what earlier files say of this and later ones
     */
    public static EventFile create(Path directory, long firstStep) throws IOException {
        List<Path> before = in(directory);
        int number = 1;
        for (Path file : before) {
            String end = file.getFileName().toString().substring(PREFIX.length());
            number = end.matches("\\d{6}") ? Math.max(number, Integer.parseInt(end) + 1) : number;
        }
        EventFile file = new EventFile(FileChannel.open(
                directory.resolve(String.format("%s%06d", PREFIX, number)),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE));
        file.record(EventEncoder.version(now()));
        file.record(EventEncoder.start(now(), firstStep));
        return file;
    }

    /** The event files of a directory, in order. */
    public static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .sorted()
                    .toList();
        }
    }

    /** Adds values of one step; they reach the file at the next {@link #flush}. */
    public void add(long step, List<SummaryValue> values) {
        record(EventEncoder.summary(now(), step, values));
    }

    private static double now() {
        return System.currentTimeMillis() * 1e-3;
    }

    private void record(byte[] data) {
        ByteBuffer frame = ByteBuffer.allocate(Long.BYTES + data.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length);
        frame.putInt(maskedCrc(frame.array(), Long.BYTES)).put(data).putInt(maskedCrc(data, data.length));
        pending.writeBytes(frame.array());
    }

    /** A rotation and a constant, so that the CRC of data that hold CRCs is no degenerate one. */
    private static int maskedCrc(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
    }

    /** Writes what was added since the last time. */
    public void flush() throws IOException {
        if (pending.size() > 0) {
            ByteBuffer bytes = ByteBuffer.wrap(pending.toByteArray());
            pending.reset();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}

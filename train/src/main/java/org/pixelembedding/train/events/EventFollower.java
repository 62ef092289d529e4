package org.pixelembedding.train.events;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Follows the scalars in a run's event files while another process writes them: each call reads what has come since the last
 * one. A record whose end is not there yet is left for the next call. Not for use by several threads.
 */
public final class EventFollower {
    /** A record of ours is a few hundred kilobytes at most; anything far beyond is damage. */
    private static final int LARGEST_RECORD = 1 << 28;

    private static final int LENGTH_BYTES = Long.BYTES + Integer.BYTES;

    private final Path directory;
    private final Map<Path, Long> read = new HashMap<>();
    private final Map<String, NavigableMap<Long, Double>> scalars = new HashMap<>();

    public EventFollower(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads on.
     *
     * @throws IOException if a file cannot be read, or is no event file
     */
    public void follow() throws IOException {
        for (Path file : EventFile.in(directory)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                long at = read.getOrDefault(file, 0L);
                ByteBuffer record = next(channel, at, file);
                while (record.hasRemaining()) {
                    at += LENGTH_BYTES + record.remaining() + Integer.BYTES;
                    event(CodedInputStream.newInstance(record));
                    read.put(file, at);
                    record = next(channel, at, file);
                }
            }
        }
    }

    /** Values of a tag by step; empty if there are none. A view. */
    public NavigableMap<Long, Double> scalar(String tag) {
        return scalars.getOrDefault(tag, new TreeMap<>());
    }

    /** The record at a place; empty if it is not whole yet. */
    private static ByteBuffer next(FileChannel channel, long at, Path file) throws IOException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        long there = channel.size() - at;
        if (there < LENGTH_BYTES) {
            return nothing;
        }
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, head, at);
        long length = head.getLong(0);
        if (length < 1 || length > LARGEST_RECORD) {
            throw new IOException(file + ": no event file, or damaged: a record of " + length + " bytes at byte " + at);
        }
        if (there < LENGTH_BYTES + length + Integer.BYTES) {
            return nothing;
        }
        ByteBuffer record = ByteBuffer.allocate((int) length);
        fill(channel, record, at + LENGTH_BYTES);
        return record.flip();
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("a file became shorter while it was read");
            }
        }
    }

    /** Event of event.proto: step 2, summary 5, session log 7. */
    private void event(CodedInputStream in) throws IOException {
        long step = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 2 -> step = in.readInt64();
                case 5 -> summary(in.readByteBuffer(), step);
                case 7 -> {
                    in.skipField(tag);
                    long first = step;
                    scalars.values()
                            .forEach(values -> values.tailMap(first, true).clear());
                }
                default -> in.skipField(tag);
            }
        }
    }

    /** Summary of summary.proto: repeated value 1, of which tag 1 and simple value 2. */
    private void summary(ByteBuffer message, long step) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) != 1) {
                in.skipField(tag);
                continue;
            }
            CodedInputStream value = CodedInputStream.newInstance(in.readByteBuffer());
            String name = "";
            for (int part = value.readTag(); part != 0; part = value.readTag()) {
                switch (WireFormat.getTagFieldNumber(part)) {
                    case 1 -> name = value.readString();
                    case 2 ->
                        scalars.computeIfAbsent(name, _ -> new TreeMap<>()).put(step, (double) value.readFloat());
                    default -> value.skipField(part);
                }
            }
        }
    }
}

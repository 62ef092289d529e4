package org.pixelembedding.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.pixelembedding.format.WholeFile;

/**
 * All that a training needs to go on, or to be frozen, without its past: parameters, optimizer, place in the schedule,
 * best so far, configuration and data hash. Random numbers need no state: they are functions of seed, epoch and index.
 * A file ends in a CRC-32C of all before it.
 *
 * @param config the resolved configuration, as {@link TrainingConfig#toYaml} writes it
 * @param network as {@link NetworkSpec#toYaml} writes it
 * @param fingerprint of the data
 * @param labels class names
 * @param environment where it was trained, as {@link Environment#toText} writes it; empty if not known (version 2)
 * @param arrays parameters, the optimizer's state and the input layer's tables
 * @param progress place in the schedule
 */
public record Checkpoint(
        String config,
        String network,
        String fingerprint,
        List<String> labels,
        String environment,
        Parameters arrays,
        Progress progress) {
    private static final int MAGIC = 0x50584350; // "PXCP"
    private static final int VERSION = 3;

    /** Version 2 had no environment. */
    private static final int OLDEST = 2;

    private static final int MAX_ARRAYS = 1 << 16;
    private static final String WRONG_CHECKSUM = "its checksum is wrong";

    /** At a later place in the schedule. */
    Checkpoint at(Progress later) {
        return new Checkpoint(config, network, fingerprint, labels, environment, arrays, later);
    }

    /** Without the environment that it was trained in. */
    Checkpoint elsewhere() {
        return new Checkpoint(config, network, fingerprint, labels, "", arrays, progress);
    }

    /**
     * Place in the schedule.
     *
     * @param epoch finished epochs
     * @param stepInEpoch finished steps of the epoch under way
     * @param step finished steps in all
     * @param lossSum sum over the pictures of the epoch under way
     * @param correct pictures of the epoch under way that were right
     * @param images pictures of the epoch under way
     * @param bestAccuracy on the validation part, -1 before the first epoch's end
     * @param bestLoss that goes with it
     * @param bestEpoch that it belongs to, counted from 1
     */
    public record Progress(
            int epoch,
            int stepInEpoch,
            long step,
            double lossSum,
            long correct,
            long images,
            double bestAccuracy,
            double bestLoss,
            int bestEpoch) {
        public static final Progress START = new Progress(0, 0, 0, 0, 0, 0, -1, Double.MAX_VALUE, 0);
    }

    /** Writes a file beside and moves it into place, so that there is always a whole one. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, this::writeTo);
    }

    /** Writes what {@link #read} reads; the stream needs no buffer and stays open. */
    void writeTo(OutputStream raw) throws IOException {
        CRC32C crc = new CRC32C();
        DataOutputStream out =
                new DataOutputStream(new CheckedOutputStream(new BufferedOutputStream(raw, 1 << 16), crc));
        writeBody(out);
        out.flush();
        out.writeLong(crc.getValue());
        out.flush();
    }

    private void writeBody(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        writeText(out, config);
        writeText(out, network);
        writeText(out, fingerprint);
        out.writeInt(labels.size());
        for (String label : labels) {
            writeText(out, label);
        }
        writeText(out, environment);
        out.writeInt(progress.epoch);
        out.writeInt(progress.stepInEpoch);
        out.writeLong(progress.step);
        out.writeDouble(progress.lossSum);
        out.writeLong(progress.correct);
        out.writeLong(progress.images);
        out.writeDouble(progress.bestAccuracy);
        out.writeDouble(progress.bestLoss);
        out.writeInt(progress.bestEpoch);
        out.writeInt(arrays.names().size());
        for (String name : arrays.names()) {
            float[] values = arrays.get(name);
            writeText(out, name);
            out.writeInt(values.length);
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            out.write(bytes.array());
        }
    }

    /**
     * Reads a file.
     *
     * @throws DamagedCheckpointException if there is none or it is damaged; says what is wrong
     * @throws IOException if it is of another version or cannot be read
     */
    public static Checkpoint read(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        try (DataInputStream in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), crc))) {
            if (in.readInt() != MAGIC) {
                throw new DamagedCheckpointException(
                        file + ": not a checkpoint of a training (it does not begin with PXCP)");
            }
            int version = in.readInt();
            if (version < OLDEST || version > VERSION) {
                refuseDamaged(file); // or another version is what we would say of one flipped bit
                throw new IOException(file + ": checkpoint version " + version + ", this program reads " + OLDEST
                        + " to " + VERSION + "; use the program that wrote it");
            }
            Checkpoint checkpoint = readBody(in, version, Files.size(file));
            long expected = crc.getValue();
            if (in.readLong() != expected) {
                throw damaged(file, WRONG_CHECKSUM);
            }
            if (in.read() >= 0) {
                throw damaged(file, "there is more behind its end");
            }
            return checkpoint;
        } catch (EOFException e) {
            throw damaged(file, "it ends too early");
        } catch (NoSuchFileException e) {
            throw new DamagedCheckpointException(file + ": no such checkpoint");
        } catch (IllegalArgumentException | NegativeArraySizeException e) {
            throw damaged(file, e.getMessage());
        }
    }

    /** Every version ends in the checksum of all before it. */
    private static void refuseDamaged(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        long left = Files.size(file) - Long.BYTES;
        byte[] part = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            while (left > 0) {
                int got = in.readNBytes(part, 0, (int) Math.min(left, part.length));
                if (got == 0) {
                    throw damaged(file, "it ends too early");
                }
                crc.update(part, 0, got);
                left -= got;
            }
            byte[] last = in.readNBytes(Long.BYTES);
            if (last.length < Long.BYTES || ByteBuffer.wrap(last).getLong() != crc.getValue()) {
                throw damaged(file, WRONG_CHECKSUM);
            }
        }
    }

    private static IOException damaged(Path file, String why) {
        return new DamagedCheckpointException(file + ": damaged checkpoint (" + why + ")");
    }

    private static Checkpoint readBody(DataInputStream in, int version, long fileBytes) throws IOException {
        String config = readText(in, fileBytes);
        String network = readText(in, fileBytes);
        String fingerprint = readText(in, fileBytes);
        int labelCount = bounded(in.readInt(), fileBytes);
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < labelCount; i++) {
            labels.add(readText(in, fileBytes));
        }
        String environment = version == 2 ? "" : readText(in, fileBytes);
        Progress progress = new Progress(
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readDouble(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readDouble(),
                in.readInt());
        int arrayCount = bounded(in.readInt(), MAX_ARRAYS);
        Parameters arrays = new Parameters();
        for (int i = 0; i < arrayCount; i++) {
            String name = readText(in, fileBytes);
            byte[] bytes = new byte[bounded(in.readInt(), fileBytes / Float.BYTES) * Float.BYTES];
            in.readFully(bytes);
            float[] values = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
            arrays.put(name, values);
        }
        return new Checkpoint(config, network, fingerprint, List.copyOf(labels), environment, arrays, progress);
    }

    /** A length from a file is believed only if the file is long enough to hold it. */
    private static int bounded(int length, long most) {
        if (length < 0 || length > most) {
            throw new IllegalArgumentException("a length of " + length + " cannot be right");
        }
        return length;
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in, long fileBytes) throws IOException {
        byte[] bytes = new byte[bounded(in.readInt(), fileBytes)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

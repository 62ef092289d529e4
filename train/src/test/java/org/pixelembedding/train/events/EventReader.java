package org.pixelembedding.train.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads event files with nothing but the published formats: TFRecord framing, CRC-32C bit by bit, protocol buffer wire
 * format, field numbers of event.proto and summary.proto. Shares no code with the writer, not even a library.
 */
public final class EventReader {
    private EventReader() {}

    /** A message's fields by number: Long (varint), Double, Float or byte[]. */
    public record Message(Map<Integer, List<Object>> fields) {
        public List<Object> all(int field) {
            return fields.getOrDefault(field, List.of());
        }

        public boolean has(int field) {
            return fields.containsKey(field);
        }

        public Object one(int field) {
            assertThat(all(field)).as("field %d", field).hasSize(1);
            return all(field).getFirst();
        }

        /** A number that is left out is 0. */
        public long number(int field) {
            return has(field) ? (long) one(field) : 0;
        }

        public byte[] bytes(int field) {
            return (byte[]) one(field);
        }

        public String text(int field) {
            return new String(bytes(field), StandardCharsets.UTF_8);
        }

        public Message message(int field) {
            return parse(bytes(field));
        }

        public List<Message> messages(int field) {
            return all(field).stream().map(each -> parse((byte[]) each)).toList();
        }

        /** A packed array of doubles. */
        public double[] doubles(int field) {
            ByteBuffer packed = ByteBuffer.wrap(bytes(field)).order(ByteOrder.LITTLE_ENDIAN);
            double[] values = new double[packed.remaining() / Double.BYTES];
            packed.asDoubleBuffer().get(values);
            return values;
        }
    }

    /** All events of a file, in order; fails if a checksum is wrong or the file ends inside a record. */
    public static List<Message> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Message> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).as("checksum of a length").isEqualTo(maskedCrc(length));
            byte[] data = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            in.get(data);
            assertThat(in.getInt()).as("checksum of a record").isEqualTo(maskedCrc(data));
            events.add(parse(data));
        }
        return events;
    }

    /**
     * What a reader shows of a directory: scalars as "tag" to {step to value}, where a session start takes away what came
     * before of its step and later ones. A step that is told twice fails.
     */
    public static Map<String, NavigableMap<Long, Float>> scalars(Path directory) throws IOException {
        Map<String, NavigableMap<Long, Float>> shown = new TreeMap<>();
        for (Path file : EventFile.in(directory)) {
            for (Message event : read(file)) {
                long step = event.number(2);
                if (event.has(7) && event.message(7).number(1) == 1) {
                    shown.values().forEach(points -> points.tailMap(step, true).clear());
                }
                for (Message value : event.has(5) ? event.message(5).messages(1) : List.<Message>of()) {
                    if (value.has(2)) {
                        Float before = shown.computeIfAbsent(value.text(1), _ -> new TreeMap<>())
                                .put(step, (Float) value.one(2));
                        assertThat(before)
                                .as("%s, step %d", value.text(1), step)
                                .isNull();
                    }
                }
            }
        }
        return shown;
    }

    static Message parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, List<Object>> fields = new TreeMap<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value = switch ((int) (tag & 7)) {
                case 0 -> varint(in);
                case 1 -> in.getDouble();
                case 2 -> {
                    byte[] part = new byte[(int) varint(in)];
                    in.get(part);
                    yield part;
                }
                case 5 -> in.getFloat();
                default -> throw new AssertionError("wire type of tag " + tag);
            };
            fields.computeIfAbsent((int) (tag >>> 3), _ -> new ArrayList<>()).add(value);
        }
        return new Message(fields);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    /** Of the Castagnoli polynomial, reflected; then rotated by 15 bits and shifted by TensorFlow's constant. */
    static int maskedCrc(byte[] bytes) {
        int crc = -1;
        for (byte each : bytes) {
            crc ^= each & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        crc = ~crc;
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }
}

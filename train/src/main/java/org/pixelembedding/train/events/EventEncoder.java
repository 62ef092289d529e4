package org.pixelembedding.train.events;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes the messages of TensorBoard's event.proto and summary.proto; the numbers are their field numbers. */
final class EventEncoder {
    /** Of {@code SessionLog.SessionStatus}. */
    private static final int START = 1;

    private EventEncoder() {}

    /** What a message consists of. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /** The first event of every file. */
    static byte[] version(double wallTime) {
        return message(out -> {
            out.writeDouble(1, wallTime);
            out.writeString(3, "brain.Event:2");
        });
    }

    /** Tells readers to forget what earlier files say of this step and later ones. */
    static byte[] start(double wallTime, long step) {
        return message(out -> {
            out.writeDouble(1, wallTime);
            out.writeInt64(2, step);
            nested(out, 7, session -> session.writeEnum(1, START));
        });
    }

    static byte[] summary(double wallTime, long step, List<SummaryValue> values) {
        return message(out -> {
            out.writeDouble(1, wallTime);
            out.writeInt64(2, step);
            nested(out, 5, summary -> {
                for (SummaryValue value : values) {
                    nested(summary, 1, each -> value(each, value));
                }
            });
        });
    }

    private static void value(CodedOutputStream out, SummaryValue value) throws IOException {
        out.writeString(1, value.tag());
        switch (value) {
            case SummaryValue.Scalar scalar -> out.writeFloat(2, (float) scalar.value());
            case SummaryValue.Picture picture ->
                nested(out, 4, each -> {
                    each.writeInt32(1, picture.height());
                    each.writeInt32(2, picture.width());
                    each.writeInt32(3, 3); // RGB
                    each.writeByteArray(4, picture.png());
                });
            case SummaryValue.Distribution distribution ->
                nested(out, 5, each -> histogram(each, distribution.histogram()));
        }
    }

    private static void histogram(CodedOutputStream out, Histogram histogram) throws IOException {
        int last = histogram.buckets() - 1;
        out.writeDouble(1, histogram.from());
        out.writeDouble(2, histogram.limit(last));
        out.writeDouble(3, (double) histogram.total());
        out.writeDouble(4, histogram.sum());
        out.writeDouble(5, histogram.sumOfSquares());
        nested(
                out,
                6,
                limits -> { // packed, as both arrays are declared
                    for (int i = 0; i <= last; i++) {
                        limits.writeDoubleNoTag(histogram.limit(i));
                    }
                });
        nested(out, 7, counts -> {
            for (int i = 0; i <= last; i++) {
                counts.writeDoubleNoTag((double) histogram.count(i));
            }
        });
    }

    /** A message inside a message: its length comes first, so it is made on its own. */
    private static void nested(CodedOutputStream out, int field, Fields fields) throws IOException {
        out.writeByteArray(field, message(fields));
    }

    private static byte[] message(Fields fields) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}

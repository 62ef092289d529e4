package org.pixelembedding.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.SampleModels;

/** Model files: round trips, golden files, and everything that can be wrong with bytes. */
class ModelFormatTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    private static Model sample(String name) {
        return switch (name) {
            case "v1-integers" -> SampleModels.integers();
            case "v1-floatEnds" -> SampleModels.floatEnds();
            case "v2-dither" -> SampleModels.dither();
            case "v2-joint" -> SampleModels.joint();
            case "v2-planes" -> SampleModels.bitPlanes();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1-integers", "v1-floatEnds", "v2-dither", "v2-joint", "v2-planes"})
    void goldenFilesAreReadAndWrittenToTheByte(String name) throws IOException {
        byte[] golden;
        try (InputStream in = ModelFormatTest.class.getResourceAsStream("/golden/" + name + ".pxm")) {
            assertThat(in).as("golden file of " + name).isNotNull();
            golden = in.readAllBytes();
        }
        assertThat(ModelReader.read(golden, name)).isEqualTo(sample(name));
        assertThat(ModelWriter.toBytes(sample(name))).isEqualTo(golden);
    }

    /** Writes golden files, named as arguments behind a directory; run by hand for new ones, never to make a test pass. */
    public static void main(String[] args) throws IOException {
        for (int i = 1; i < args.length; i++) {
            ModelWriter.write(sample(args[i]), Path.of(args[0], args[i] + ".pxm"));
        }
    }

    /** An older program must be told that it is too old, and may go on reading what it knows. */
    @Test
    void filesSayTheOldestVersionThatKnowsTheirLayers() {
        assertThat(ModelWriter.version(SampleModels.integers())).isEqualTo(1);
        assertThat(ModelWriter.version(SampleModels.floatEnds())).isEqualTo(1);
        for (Model later : new Model[] {SampleModels.dither(), SampleModels.joint(), SampleModels.bitPlanes()}) {
            assertThat(ModelWriter.version(later)).isEqualTo(2);
        }
        byte[] tooOld =
                signed(inNetwork(ModelWriter.toBytes(SampleModels.dither()), "\\\"format\\\":2", "\\\"format\\\":1"));
        assertThatThrownBy(() -> ModelReader.read(tooOld, "old.pxm"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("the header is not what this model's would be");
    }

    /** A changed network with the checksum that it should have. */
    private static byte[] signed(byte[] bytes) {
        return withHeader(bytes, header -> {
            try {
                JsonObject metadata = JsonParser.object().from(header).getObject("__metadata__");
                byte[] network = metadata.getString("pixemb").getBytes(StandardCharsets.UTF_8);
                String wanted = TensorTable.checksum(network, 0, network.length);
                return header.replace("\"crc32c\":\"" + metadata.getString("crc32c"), "\"crc32c\":\"" + wanted);
            } catch (JsonParserException e) {
                throw new IllegalArgumentException(header, e);
            }
        });
    }

    /** Attributes of later input layers that cannot be. */
    @ParameterizedTest
    @CsvSource({
        "v2-dither, period, 3, 17, 'period is 17, want a whole number 1..16'",
        "v2-dither, period, 3, 4, 'want I16 or I32 [80, 3]'",
        "v2-dither, dimensions, 5, 0, 'dimensions is 0, want a whole number 1..4096'",
        "v2-dither, bits, 2, 9, 'bits is 9, want a whole number 1..8'",
        "v2-joint, channels, 15, 0, 'channels is 0, want a whole number 1..12288'",
        "v2-joint, channels, 15, 14, 'want I16 or I32 [768, 14]'",
        "v2-joint, bits, 2, 3, 'want I16 or I32 [1, 7]'",
        "v2-planes, filters, 5, 70000, 'filters is 70000, want a whole number 1..65536'",
        "v2-planes, filters, 5, 6, 'planes.signs'",
        "v2-planes, kernelHeight, 3, 0, 'kernelHeight is 0, want a whole number 1..255'"
    })
    void attributesOfInputLayersAreChecked(String sample, String key, int before, int after, String message) {
        String quoted = "\\\"" + key + "\\\":";
        byte[] bytes = ModelWriter.toBytes(sample(sample));
        byte[] changed = signed(withHeader(bytes, header -> {
            int at = header.indexOf(quoted + before) + quoted.length();
            return header.substring(0, at)
                    + after
                    + header.substring(at + Integer.toString(before).length());
        }));
        assertThatThrownBy(() -> ModelReader.read(changed, "sample.pxm"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void randomModelsComeBackEqualAndTheLayoutAddsUp() throws ModelFormatException {
        for (int round = 0; round < 100; round++) {
            Layer.Kind input = switch (round % 6) {
                case 0 -> Layer.Kind.ORDERED_DITHER;
                case 1 -> Layer.Kind.JOINT_EMBEDDING;
                case 2 -> Layer.Kind.BIT_PLANE_CONV_2D;
                default -> Layer.Kind.PIXEL_EMBEDDING;
            };
            Model model = RandomModels.of(SEED + round, input);
            byte[] bytes = ModelWriter.toBytes(model);
            assertThat(ModelReader.read(bytes, "round " + round)).isEqualTo(model);
            ModelLayout layout = ModelLayout.of(model);
            assertThat(layout.fileBytes()).isEqualTo(bytes.length);
            assertThat(layout.nodeBytes()).hasSize(model.nodes().size());
            long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(layout.headerBytes()).isEqualTo(8 + header);
            assertThat(header % 8).as("data begin aligned").isZero();
        }
    }

    @Test
    void filesAreWrittenWholeOrNotAtAll(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("model.pxm");
        ModelWriter.write(SampleModels.integers(), file);
        ModelWriter.write(SampleModels.floatEnds(), file);
        assertThat(ModelReader.read(file)).isEqualTo(SampleModels.floatEnds());
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
        assertThatThrownBy(() -> ModelWriter.write(SampleModels.integers(), directory.resolve("no/model.pxm")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its directory does not exist");
        assertThatThrownBy(() -> ModelReader.read(directory.resolve("none.pxm")))
                .hasMessageContaining("none.pxm: no such file");
    }

    /** One named way in which a file can be wrong, and what the reader must say of it. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    enum Corruption {
        EMPTY(bytes -> new byte[0], "want at least 10 bytes"),
        NOT_A_MODEL(bytes -> "GIF89a, and then some more bytes".getBytes(StandardCharsets.UTF_8), "not a model file"),
        HEADER_LENGTH_NEGATIVE(bytes -> withLength(bytes, -5), "not a model file"),
        HEADER_LENGTH_ZERO(bytes -> withLength(bytes, 0), "not a model file"),
        HEADER_LENGTH_HUGE(bytes -> withLength(bytes, Long.MAX_VALUE), "not a model file"),
        HEADER_LENGTH_PAST_END(bytes -> withLength(bytes, bytes.length), "not a model file"),
        HEADER_SHORT_BY_ONE(bytes -> withLength(bytes, headerLength(bytes) - 30), "no JSON object"),
        HEADER_GARBAGE(bytes -> withHeader(bytes, header -> "{\"a\": nonsense}"), "no JSON object"),
        HEADER_A_LIST(bytes -> withHeader(bytes, header -> "{}]"), "no JSON object"),
        HEADER_NESTED(bytes -> withHeader(bytes, header -> "{\"a\":" + "[".repeat(100_000)), "nested deeper"),
        NO_METADATA(
                bytes -> withHeader(bytes, header -> header.replace("__metadata__", "__metadat__")),
                "without a pixemb"),
        NEWER_VERSION(bytes -> inNetwork(bytes, "\\\"format\\\":1", "\\\"format\\\":3"), "written by a newer version"),
        VERSION_A_TEXT(
                bytes -> inNetwork(bytes, "\\\"format\\\":1", "\\\"format\\\":\\\"1\\\""), "format is 1, want a whole"),
        NETWORK_CHANGED(bytes -> inNetwork(bytes, "Katze", "Matze"), "the network has CRC32C"),
        DTYPE_UNKNOWN(bytes -> withHeader(bytes, header -> header.replaceFirst("I16", "F64")), "has dtype F64"),
        DTYPE_OF_OTHER_SIZE(bytes -> withHeader(bytes, header -> header.replaceFirst("\"I16\"", "\"I32\"")), "wants"),
        SHAPE_OVERFLOWS(
                bytes -> withHeader(
                        bytes, header -> header.replaceFirst("\\[9,3\\]", "[999999999,999999999,999999999]")),
                "long overflow"),
        SHAPE_NEGATIVE(
                bytes -> withHeader(bytes, header -> header.replaceFirst("\\[9,3\\]", "[-9,-3]")),
                "want whole numbers"),
        SHAPE_TRANSPOSED(
                bytes -> withHeader(bytes, header -> header.replaceFirst("\\[9,3\\]", "[3,9]")),
                "want I16 or I32 [9, 3]"),
        OFFSETS_OVERLAP(
                bytes -> withHeader(bytes, header -> header.replaceFirst("offsets\":\\[960,", "offsets\":[959,")),
                "want it to begin at 960"),
        OFFSETS_WITH_GAP(
                bytes -> withHeader(bytes, header -> header.replaceFirst("offsets\":\\[960,", "offsets\":[961,")),
                "want it to begin at 960"),
        OFFSETS_REVERSED(
                bytes -> withHeader(bytes, header -> header.replaceFirst("offsets\":\\[0,960\\]", "offsets\":[960,0]")),
                "want it to begin at 0"),
        OFFSETS_NOT_NUMBERS(
                bytes ->
                        withHeader(bytes, header -> header.replaceFirst("offsets\":\\[0,960\\]", "offsets\":[0,null]")),
                "want two whole numbers"),
        TENSOR_RENAMED(
                bytes -> withHeader(bytes, header -> header.replace("\"stem.signs\"", "\"stem.sighs\"")), "is missing"),
        TENSOR_NO_OBJECT(
                bytes -> withHeader(
                        bytes, header -> header.replaceFirst("\"stem.signs\":\\{[^}]*\\}", "\"stem.signs\":7")),
                "is no object"),
        WEIGHT_FLIPPED(bytes -> flipped(bytes, bytes.length - 1), "has CRC32C"),
        TABLE_FLIPPED(bytes -> flipped(bytes, 8 + headerLength(bytes)), "'embedding.codes' has CRC32C"),
        TRAILING_BYTES(bytes -> Arrays.copyOf(bytes, bytes.length + 1), "bytes follow the last tensor"),
        SPACE_IN_HEADER(bytes -> withHeader(bytes, header -> " " + header.stripTrailing()), "not a model file"),
        KEY_TWICE(
                bytes -> withHeader(
                        bytes, header -> header.replaceFirst("\"dtype\":\"U8\"", "\"dtype\":\"U8\",\"dtype\":\"U8\"")),
                "the header is not what this model's would be"),
        LAST_BYTE_MISSING(bytes -> Arrays.copyOf(bytes, bytes.length - 1), "the file has");

        private final UnaryOperator<byte[]> change;
        private final String message;

        Corruption(UnaryOperator<byte[]> change, String message) {
            this.change = change;
            this.message = message;
        }
    }

    private static int headerLength(byte[] bytes) {
        return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static byte[] withLength(byte[] bytes, long length) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        return changed;
    }

    private static byte[] withHeader(byte[] bytes, UnaryOperator<String> change) {
        String before = new String(bytes, 8, headerLength(bytes), StandardCharsets.UTF_8);
        String after = change.apply(before);
        assertThat(after).as("the corruption changes the header").isNotEqualTo(before);
        byte[] header = after.getBytes(StandardCharsets.UTF_8);
        int data = bytes.length - 8 - headerLength(bytes);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).put(bytes, 8 + headerLength(bytes), data);
        return file.array();
    }

    private static byte[] inNetwork(byte[] bytes, String before, String after) {
        return withHeader(bytes, header -> header.replace(before, after));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        return changed;
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void namedCorruptionsAreRefusedInWords(Corruption corruption) {
        byte[] bytes = corruption.change.apply(ModelWriter.toBytes(SampleModels.integers()));
        assertThatThrownBy(() -> ModelReader.read(bytes, "sample.pxm"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("sample.pxm")
                .hasMessageContaining(corruption.message)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1-integers", "v1-floatEnds", "v2-dither", "v2-planes"})
    void everyTruncationAndEveryFlippedByteIsRefusedInBoundedMemory(String name) {
        byte[] whole = ModelWriter.toBytes(sample(name));
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "cut to " + length + " bytes");
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            assertRefused(changed, "bit " + at % 8 + " of byte " + at + " flipped");
        }
    }

    private static void assertRefused(byte[] bytes, String what) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        try {
            ModelReader.read(bytes, "x.pxm");
            fail(what + " was accepted");
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageContaining("x.pxm");
        }
        // The reader may hold the file as text, as JSON and as a model: 64 times its length and some fixed tables.
        assertThat(threads.getThreadAllocatedBytes(id) - before)
                .as("bytes allocated, " + what)
                .isLessThan(64L * bytes.length + 2_000_000);
    }
}

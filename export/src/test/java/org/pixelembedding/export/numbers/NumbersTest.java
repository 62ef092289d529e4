package org.pixelembedding.export.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.export.ExportFolder;
import org.pixelembedding.export.ExportOptions;
import org.pixelembedding.export.Exporter;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.SampleModels;

/** Files are read back by their formats' own rules and compared with the model, number by number. */
class NumbersTest {
    @TempDir
    Path place;

    private static final Model MODEL = SampleModels.integers();

    private Path export(Exporter exporter, Model model) throws IOException {
        Path folder = place.resolve(exporter.target());
        ExportFolder.write(exporter, model, ExportOptions.of(exporter, Map.of()), folder, false);
        return folder;
    }

    private static <T> T layer(String name, Class<T> type) {
        return type.cast(MODEL.node(name).orElseThrow().layer());
    }

    /** The dictionary of an .npy file and its elements. */
    private record Npy(String dictionary, ByteBuffer elements) {
        static Npy read(Path file) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            byte[] magic = new byte[8];
            bytes.get(magic);
            assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
            byte[] header = new byte[bytes.getShort()];
            bytes.get(header);
            assertThat(bytes.position() % 64).isZero();
            assertThat(header[header.length - 1]).isEqualTo((byte) '\n');
            return new Npy(new String(header, StandardCharsets.US_ASCII).strip(), bytes);
        }
    }

    @Test
    void npyFilesHoldTableWeightsAndThresholdsInTheirShapes() throws IOException {
        Path folder = export(new NpyExporter(), MODEL);
        Npy codes = Npy.read(folder.resolve("embedding.codes.npy"));
        assertThat(codes.dictionary()).isEqualTo("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 256, 5,), }");
        PixelEmbedding table = layer("embedding", PixelEmbedding.class);
        for (int i = 0; i < 3 * 256 * 5; i++) {
            assertThat(codes.elements().get() & 0xff).isEqualTo(table.code(i / 5 / 256, i / 5 % 256, i % 5));
        }
        assertThat(codes.elements().hasRemaining()).isFalse();

        Npy weights = Npy.read(folder.resolve("stem.weights.npy"));
        assertThat(weights.dictionary()).contains("'|i1'", "(9, 3, 3, 15,)");
        PackedWeights stem = layer("stem", QuantConv2d.class).weights();
        for (int i = 0; i < 9 * 9 * 15; i++) {
            assertThat((int) weights.elements().get())
                    .isEqualTo(stem.weight(i / 15 / 9, i / 15 / 3 % 3, i / 15 % 3, i % 15));
        }
        assertThat(Npy.read(folder.resolve("conv.signs.npy")).dictionary()).contains("'|i1'", "(9, 3, 3, 9,)");

        Npy thresholds = Npy.read(folder.resolve("act.thresholds.npy"));
        assertThat(thresholds.dictionary()).contains("'<i4'", "(9, 3,)");
        MultiThreshold act = layer("act", MultiThreshold.class);
        for (int value : act.thresholds().toValues()) {
            assertThat(thresholds.elements().getInt()).isEqualTo(value);
        }
        assertThat(Npy.read(folder.resolve("act.falling.npy")).dictionary()).contains("'|b1'", "(9,)");
        assertThat(folder.resolve("manifest.json"))
                .content()
                .contains(
                        "\"file\": \"stem.weights.npy\"",
                        "\"logitScale\": 0.0123",
                        "\"weightBits\": 3",
                        "\"outputBound\"");
    }

    /** 8-bit weights reach 255, which int8 does not hold. */
    @Test
    void wideWeightsAreInt16() {
        PackedWeights wide = PackedWeights.pack(8, 1, 1, 1, 2, index -> index % 2 == 0);
        ModelArray array = ModelArrays.of(new QuantConv2d(wide, 1, 0)).getFirst();
        assertThat(array.type()).isEqualTo(ModelArray.Type.INT16);
        assertThat(array.bytes()).containsExactly(0xff, 0x00, 0x01, 0xff);
    }

    @Test
    void safetensorsCoverTheFileWithoutGaps() throws IOException {
        Path folder = export(new SafetensorsExporter(), MODEL);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
        assertThat(length % 8).isZero();
        int signs = 9 * 9 * 9;
        int conv = 3 * 256 * 5 + 9 * 9 * 15 + 9 * 3 * 4 + 9 + 9 * 9;
        assertThat(header.replaceAll("\\s+", ""))
                .contains("\"conv.signs\":{\"dtype\":\"I8\",\"shape\":[9,3,3,9],\"data_offsets\":[%d,%d]}"
                        .formatted(conv, conv + signs));
        PackedWeights weights = layer("conv", QuantConv2d.class).weights();
        for (int i = 0; i < signs; i++) {
            assertThat((int) bytes.get(8 + length + conv + i))
                    .isEqualTo(weights.weight(i / 81, i / 27 % 3, i / 9 % 3, i % 9));
        }
        long total = MODEL.nodes().stream()
                .map(Node::layer)
                .flatMap(layer -> ModelArrays.of(layer).stream())
                .mapToLong(array -> array.bytes().length)
                .sum();
        assertThat((long) bytes.capacity()).isEqualTo(8 + length + total);
    }

    @Test
    void jsonHoldsNestedLists() throws IOException {
        Path folder = export(new JsonExporter(), MODEL);
        String text = Files.readString(folder.resolve("model.json"));
        PackedWeights skip = layer("skip", QuantConv2d.class).weights();
        StringBuilder expected = new StringBuilder("[[[[");
        for (int c = 0; c < 9; c++) {
            expected.append(c == 0 ? "" : ",").append(skip.weight(0, 0, 0, c));
        }
        assertThat(text).contains(expected + "]]],[[[");
        assertThat(text).contains("\"made by SampleModels; \\\"quotes\\\", \\\\ and \u00fc survive\"");
    }

    @Test
    void floatEndsAreNumbersLikeOthers() throws IOException {
        Model floats = SampleModels.floatEnds();
        Path folder = export(new NpyExporter(), floats);
        FloatStem stem = (FloatStem) floats.nodes().getFirst().layer();
        Npy weights = Npy.read(folder.resolve("stem.weights.npy"));
        assertThat(weights.dictionary()).contains("'<f4'", "(4, 3, 3, 3,)");
        for (float weight : stem.toWeights()) {
            assertThat(weights.elements().getFloat()).isEqualTo(weight);
        }
        assertThat(folder.resolve("selftest.json")).content().contains("\"logits\": [");
        assertThat(List.of(Files.readString(folder.resolve("manifest.json"))))
                .allMatch(text -> text.contains("\"ceiling\": 2.0") && text.contains("\"step\": 0.6666667"));
    }
}

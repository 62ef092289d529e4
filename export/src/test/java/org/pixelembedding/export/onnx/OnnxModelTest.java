package org.pixelembedding.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every kind of field once, read back by a reader that knows nothing of the writer; numbers as in onnx.proto. */
class OnnxModelTest {
    private static final List<Long> TWO = List.of(2L);

    private static OnnxModel everything() {
        OnnxGraph graph = new OnnxGraph("all of it");
        graph.input(new OnnxValue(
                "x",
                OnnxType.UINT8,
                List.of(OnnxValue.Size.named("batch"), OnnxValue.Size.of(3), OnnxValue.Size.of(0))));
        graph.initializer(OnnxTensor.ofFloats("floats", List.of(2L, 1L), 1.5f, -0.0f));
        graph.initializer(OnnxTensor.ofInts("ints", TWO, -1, 1 << 20));
        graph.initializer(OnnxTensor.ofLongs("longs", TWO, -1, 1L << 40));
        graph.initializer(OnnxTensor.ofBytes("signed", OnnxType.INT8, TWO, (byte) -128, (byte) 127));
        graph.initializer(OnnxTensor.ofBytes("unsigned", OnnxType.UINT8, TWO, (byte) 255, (byte) 0));
        graph.initializer(OnnxTensor.scalar("scalar", 0.25f));
        graph.node(OnnxNode.of(
                "Conv",
                "first",
                List.of("x", "floats", ""),
                Map.of(
                        "whole",
                        OnnxAttribute.of(-7L),
                        "real",
                        OnnxAttribute.of(0.5f),
                        "text",
                        OnnxAttribute.of("größer"),
                        "wholes",
                        OnnxAttribute.ofWholes(3, 1),
                        "reals",
                        new OnnxAttribute.Reals(List.of(1f, 2f)),
                        "constant",
                        OnnxAttribute.of(OnnxTensor.scalar("inside", 9f)))));
        graph.node(OnnxNode.of("com.microsoft", "QLinearAdd", "second", List.of("first", "ints"), Map.of()));
        graph.value(OnnxValue.of("first", OnnxType.FLOAT32, 1, 2));
        graph.output(OnnxValue.of("second", OnnxType.INT64, 1));
        return OnnxModel.of(8, Map.of("", 17, "com.microsoft", 1), graph, Map.of("b", "2", "a", "1"));
    }

    @Test
    void modelFieldsComeBack() {
        WireMessage model = WireMessage.parse(everything().toBytes());
        assertThat(model.one(1)).isEqualTo(8L);
        assertThat(model.text(2)).isEqualTo("pixel-embedding");
        assertThat(model.messages(8).stream().map(opset -> opset.text(1) + "=" + opset.one(2)))
                .containsExactly("=17", "com.microsoft=1");
        assertThat(model.messages(14).stream().map(entry -> entry.text(1) + "=" + entry.text(2)))
                .containsExactly("a=1", "b=2");
        assertThat(model.fields()).containsOnlyKeys(1, 2, 7, 8, 14);
    }

    @Test
    void tensorsComeBackLittleEndian() {
        WireMessage graph = WireMessage.parse(everything().toBytes()).message(7);
        List<WireMessage> tensors = graph.messages(5);
        assertThat(tensors.stream().map(tensor -> tensor.text(8) + " " + tensor.one(2) + " " + tensor.all(1)))
                .containsExactly(
                        "floats 1 [2, 1]",
                        "ints 6 [2]",
                        "longs 7 [2]",
                        "signed 3 [2]",
                        "unsigned 2 [2]",
                        "scalar 1 []");
        assertThat(tensors.get(0).bytes(9)).containsExactly(0, 0, 0xc0, 0x3f, 0, 0, 0, 0x80);
        assertThat(tensors.get(1).bytes(9)).containsExactly(0xff, 0xff, 0xff, 0xff, 0, 0, 0x10, 0);
        assertThat(tensors.get(2).bytes(9))
                .containsExactly(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1, 0, 0);
        assertThat(tensors.get(3).bytes(9)).containsExactly(-128, 127);
        assertThat(tensors.get(4).bytes(9)).containsExactly(-1, 0);
    }

    @Test
    void nodesAndAttributesComeBack() {
        WireMessage graph = WireMessage.parse(everything().toBytes()).message(7);
        assertThat(graph.text(2)).isEqualTo("all of it");
        List<WireMessage> nodes = graph.messages(1);
        WireMessage first = nodes.getFirst();
        assertThat(first.texts(1)).containsExactly("x", "floats", "");
        assertThat(first.texts(2)).containsExactly("first");
        assertThat(first.text(3)).isEqualTo("first");
        assertThat(first.text(4)).isEqualTo("Conv");
        assertThat(nodes.get(1).text(7)).isEqualTo("com.microsoft");
        List<WireMessage> attributes = first.messages(5);
        assertThat(attributes.stream().map(each -> each.text(1) + " " + each.one(20)))
                .containsExactly("constant 4", "real 1", "reals 6", "text 3", "whole 2", "wholes 7");
        assertThat(attributes.get(0).message(5).text(8)).isEqualTo("inside");
        assertThat(attributes.get(1).one(2)).isEqualTo(0.5f);
        assertThat(attributes.get(2).all(7)).containsExactly(1f, 2f);
        assertThat(attributes.get(3).text(4)).isEqualTo("größer");
        assertThat(attributes.get(4).one(3)).isEqualTo(-7L);
        assertThat(attributes.get(5).all(8)).containsExactly(3L, 1L);
    }

    @Test
    void valuesComeBack() {
        WireMessage graph = WireMessage.parse(everything().toBytes()).message(7);
        WireMessage input = graph.message(11);
        assertThat(input.text(1)).isEqualTo("x");
        WireMessage type = input.message(2).message(1);
        assertThat(type.one(1)).isEqualTo(2L);
        List<WireMessage> sizes = type.message(2).messages(1);
        assertThat(sizes.get(0).text(2)).isEqualTo("batch");
        assertThat(sizes.get(1).one(1)).isEqualTo(3L);
        assertThat(sizes.get(2).one(1)).as("0 is a size, not an unknown one").isEqualTo(0L);
        assertThat(graph.message(13).text(1)).isEqualTo("first");
        assertThat(graph.message(12).text(1)).isEqualTo("second");
    }

    @Test
    void operatorsAreCounted() throws IOException {
        assertThat(OnnxOperators.count(everything().toBytes()))
                .isEqualTo(Map.of("Conv", 1, "com.microsoft.QLinearAdd", 1));
    }

    @Test
    void equalModelsGiveEqualBytes() {
        assertThat(everything().toBytes()).isEqualTo(everything().toBytes());
    }

    @Test
    void mistakesAreRefusedWithTheName() {
        OnnxGraph graph = new OnnxGraph("g");
        graph.input(OnnxValue.of("x", OnnxType.FLOAT32, 1));
        assertThatThrownBy(() -> graph.node(OnnxNode.of("Relu", "r", List.of("y"), Map.of())))
                .hasMessage("node 'r' (Relu) reads 'y', which nothing before it makes");
        assertThatThrownBy(() -> graph.initializer(OnnxTensor.scalar("x", 1)))
                .hasMessage("initializer makes 'x', which is there already");
        assertThatThrownBy(() -> graph.output(OnnxValue.of("z", OnnxType.FLOAT32, 1)))
                .hasMessageContaining("'z'");
        assertThatThrownBy(() -> OnnxTensor.ofFloats("w", List.of(2L, 2L), 1, 2, 3))
                .hasMessage("tensor 'w' of shape [2, 2] wants 4 FLOAT32 elements, got 3");
        graph.node(OnnxNode.of("com.microsoft", "Gelu", "g", List.of("x"), Map.of()));
        assertThatThrownBy(() -> OnnxModel.of(8, Map.of("", 17), graph, Map.of()))
                .hasMessageContaining("want a version for it");
    }

    @Test
    void fewBitsShareBytesFromTheLowestOn() {
        OnnxTensor signs =
                OnnxTensor.ofBytes("s", OnnxType.INT2, List.of(5L), (byte) 1, (byte) -1, (byte) -2, (byte) 0, (byte) 1);
        assertThat(signs.raw()).containsExactly(0b00_10_11_01, 0b01);
        OnnxTensor codes = OnnxTensor.ofBytes("c", OnnxType.UINT2, List.of(4L), (byte) 3, (byte) 0, (byte) 1, (byte) 2);
        assertThat(codes.raw()).containsExactly(0b10_01_00_11);
        OnnxTensor wide = OnnxTensor.ofBytes("w", OnnxType.UINT4, List.of(3L), (byte) 15, (byte) 1, (byte) 7);
        assertThat(wide.raw()).containsExactly(0x1f, 7);
        assertThat(IntStream.range(0, 5).mapToDouble(signs::value).toArray()).containsExactly(1, -1, -2, 0, 1);
        assertThat(IntStream.range(0, 4).mapToDouble(codes::value).toArray()).containsExactly(3, 0, 1, 2);
        assertThat(IntStream.range(0, 3).mapToDouble(wide::value).toArray()).containsExactly(15, 1, 7);
        assertThat(OnnxTensor.ofShorts("i", TWO, (short) -2, (short) 300).value(1))
                .isEqualTo(300);
        assertThat(OnnxTensor.ofBytes("b", OnnxType.UINT8, TWO, (byte) 200, (byte) 1)
                        .value(0))
                .isEqualTo(200);
        assertThatThrownBy(() -> OnnxTensor.ofBytes("c", OnnxType.INT32, TWO, (byte) 1, (byte) 1))
                .hasMessageContaining("'c'");
    }

    @Test
    void whatIsSaidBesideTheTypesComesBack() {
        OnnxGraph graph = new OnnxGraph("g");
        graph.input(new OnnxValue("x", OnnxType.UINT8, List.of(OnnxValue.Size.of(1)), "IMAGE"));
        graph.annotate("x", "finn_datatype", "UINT8");
        graph.annotate("x", "tensor_layout", "['N']");
        assertThatThrownBy(() -> graph.annotate("y", "k", "v")).hasMessageContaining("'y'");
        byte[] bytes = new OnnxModel(
                        7, "me", "1.2", "what it is", new TreeMap<>(Map.of("", 13)), graph, new TreeMap<>())
                .toBytes();
        WireMessage model = WireMessage.parse(bytes);
        assertThat(model.text(3)).isEqualTo("1.2");
        assertThat(model.text(6)).isEqualTo("what it is");
        assertThat(model.message(7).message(11).message(2).text(6)).isEqualTo("IMAGE");
        WireMessage annotation = model.message(7).message(14);
        assertThat(annotation.text(1)).isEqualTo("x");
        assertThat(annotation.messages(2).stream().map(pair -> pair.text(1) + "=" + pair.text(2)))
                .containsExactly("finn_datatype=UINT8", "tensor_layout=['N']");
    }
}

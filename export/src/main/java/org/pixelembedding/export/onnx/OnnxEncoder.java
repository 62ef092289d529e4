package org.pixelembedding.export.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes the messages of onnx.proto; the numbers are its field numbers, one method a message. */
final class OnnxEncoder {
    private OnnxEncoder() {}

    /** What a message consists of. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] encode(OnnxModel model) {
        return message(out -> {
            out.writeInt64(1, model.irVersion());
            out.writeString(2, model.producer());
            text(out, 3, model.producerVersion());
            text(out, 6, model.description());
            nested(out, 7, graph -> graph(graph, model.graph()));
            for (var opset : model.opsets().entrySet()) {
                nested(out, 8, each -> {
                    each.writeString(1, opset.getKey());
                    each.writeInt64(2, opset.getValue());
                });
            }
            for (var entry : model.metadata().entrySet()) {
                nested(out, 14, each -> {
                    each.writeString(1, entry.getKey());
                    each.writeString(2, entry.getValue());
                });
            }
        });
    }

    private static void graph(CodedOutputStream out, OnnxGraph graph) throws IOException {
        for (OnnxNode node : graph.nodes()) {
            nested(out, 1, each -> node(each, node));
        }
        out.writeString(2, graph.name());
        for (OnnxTensor tensor : graph.initializers()) {
            nested(out, 5, each -> tensor(each, tensor));
        }
        for (OnnxValue value : graph.inputs()) {
            nested(out, 11, each -> value(each, value));
        }
        for (OnnxValue value : graph.outputs()) {
            nested(out, 12, each -> value(each, value));
        }
        for (OnnxValue value : graph.values()) {
            nested(out, 13, each -> value(each, value));
        }
        for (var annotation : graph.annotations().entrySet()) {
            nested(out, 14, each -> {
                each.writeString(1, annotation.getKey());
                for (var entry : annotation.getValue().entrySet()) {
                    nested(each, 2, pair -> {
                        pair.writeString(1, entry.getKey());
                        pair.writeString(2, entry.getValue());
                    });
                }
            });
        }
    }

    private static void node(CodedOutputStream out, OnnxNode node) throws IOException {
        for (String input : node.inputs()) {
            out.writeString(1, input);
        }
        for (String output : node.outputs()) {
            out.writeString(2, output);
        }
        out.writeString(3, node.name());
        out.writeString(4, node.type());
        for (var attribute : node.attributes().entrySet()) {
            nested(out, 5, each -> attribute(each, attribute.getKey(), attribute.getValue()));
        }
        out.writeString(7, node.domain());
    }

    /** Field 20 says which of the others holds the value. */
    private static void attribute(CodedOutputStream out, String name, OnnxAttribute attribute) throws IOException {
        out.writeString(1, name);
        switch (attribute) {
            case OnnxAttribute.Real real -> {
                out.writeFloat(2, real.value());
                out.writeEnum(20, 1);
            }
            case OnnxAttribute.Whole whole -> {
                out.writeInt64(3, whole.value());
                out.writeEnum(20, 2);
            }
            case OnnxAttribute.Text text -> {
                out.writeByteArray(4, text.value().getBytes(StandardCharsets.UTF_8));
                out.writeEnum(20, 3);
            }
            case OnnxAttribute.Constant constant -> {
                nested(out, 5, each -> tensor(each, constant.value()));
                out.writeEnum(20, 4);
            }
            case OnnxAttribute.Reals reals -> {
                for (float value : reals.values()) {
                    out.writeFloat(7, value);
                }
                out.writeEnum(20, 6);
            }
            case OnnxAttribute.Wholes wholes -> {
                for (long value : wholes.values()) {
                    out.writeInt64(8, value);
                }
                out.writeEnum(20, 7);
            }
        }
    }

    private static void tensor(CodedOutputStream out, OnnxTensor tensor) throws IOException {
        for (long size : tensor.shape()) {
            out.writeInt64(1, size);
        }
        out.writeInt32(2, tensor.type().code());
        out.writeString(8, tensor.name());
        out.writeByteArray(9, tensor.raw());
    }

    private static void value(CodedOutputStream out, OnnxValue value) throws IOException {
        out.writeString(1, value.name());
        nested(out, 2, type -> {
            nested(type, 1, tensor -> {
                tensor.writeInt32(1, value.type().code());
                nested(tensor, 2, shape -> {
                    for (OnnxValue.Size size : value.shape()) {
                        nested(shape, 1, each -> size(each, size));
                    }
                });
            });
            text(type, 6, value.denotation());
        });
    }

    private static void size(CodedOutputStream out, OnnxValue.Size size) throws IOException {
        if (size.parameter().isPresent()) {
            out.writeString(2, size.parameter().get());
        } else {
            out.writeInt64(1, size.value());
        }
    }

    /** A text that may be unsaid. */
    private static void text(CodedOutputStream out, int field, String text) throws IOException {
        if (!text.isEmpty()) {
            out.writeString(field, text);
        }
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

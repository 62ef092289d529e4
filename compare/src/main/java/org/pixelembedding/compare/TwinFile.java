package org.pixelembedding.compare;

import java.util.List;
import java.util.Map;
import org.pixelembedding.export.onnx.OnnxAttribute;

/** What the float32 and the int8 file say alike. */
final class TwinFile {
    private TwinFile() {}

    /** {@code [out][in][ky][kx]}. */
    static List<Long> weightShape(TwinNetwork.Convolution conv) {
        TwinNetwork.Window window = conv.window();
        return List.of((long) conv.out().channels(), (long) conv.in().channels(), (long) window.height(), (long)
                window.width());
    }

    /** Attributes of Conv and QLinearConv. */
    static Map<String, OnnxAttribute> window(TwinNetwork.Window window) {
        int padding = window.padding();
        return Map.of(
                "kernel_shape", OnnxAttribute.ofWholes(window.height(), window.width()),
                "strides", OnnxAttribute.ofWholes(window.stride(), window.stride()),
                "pads", OnnxAttribute.ofWholes(padding, padding, padding, padding));
    }

    /** From {@code [y][x][channel]} to {@code [channel][y][x]}, unsigned. */
    static int[] channelsFirst(Shape shape, byte[] channelsLast) {
        if (channelsLast.length != shape.size()) {
            throw new IllegalArgumentException(
                    "want " + shape.size() + " bytes for " + shape + ", got " + channelsLast.length);
        }
        int[] codes = new int[shape.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = channelsLast[i % shape.pixels() * shape.channels() + i / shape.pixels()] & 0xff;
        }
        return codes;
    }
}

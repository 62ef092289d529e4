package org.pixelembedding.bench;

import org.pixelembedding.compare.CheckedTwin;
import org.pixelembedding.compare.FloatTwin;
import org.pixelembedding.compare.Int8Twin;
import org.pixelembedding.compare.RuntimeSession;
import org.pixelembedding.compare.Shape;
import org.pixelembedding.compare.Twin;
import org.pixelembedding.compare.TwinNetwork;

/** ONNX Runtime on one thread, checked against plain loops. */
final class OnnxRuntimeCase {
    private OnnxRuntimeCase() {}

    /**
     * A session to be timed and closed.
     *
     * @param type {@code float32} or {@code int8}
     */
    static RuntimeSession checked(TwinNetwork network, String type) {
        Twin twin = switch (type) {
            case "float32" -> new FloatTwin(network, 1);
            case "int8" -> new Int8Twin(network, 1);
            default -> throw new IllegalArgumentException("type '" + type + "': want float32 or int8");
        };
        return new CheckedTwin(twin, CheckedSession.picture(network.input().size())).session(1);
    }

    static TwinNetwork layer(LayerShape shape) {
        return TwinNetwork.ofLayer(
                new Shape(shape.channelsIn(), shape.height(), shape.width()),
                shape.channelsOut(),
                new TwinNetwork.Window(shape.kernel(), shape.kernel(), shape.stride(), shape.padding()));
    }
}

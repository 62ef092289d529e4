package org.pixelembedding.compare;

import java.nio.ByteBuffer;
import org.pixelembedding.export.onnx.OnnxModel;
import org.pixelembedding.export.onnx.OnnxType;

/** A network with random weights that ONNX Runtime can run, and whose answer is known from plain loops. */
public sealed interface Twin permits FloatTwin, Int8Twin {
    /** Name of the output in the file. */
    String SCORES = "scores";

    /** Row name in tables of times, for example {@code onnxruntime-int8}. */
    String engine();

    TwinNetwork network();

    /** The file for ONNX Runtime; input {@link TwinNetwork#INPUT}, one float32 output {@link #SCORES}. */
    OnnxModel toOnnx();

    /** Element type of the input. */
    OnnxType inputType();

    /**
     * A picture as ONNX Runtime is fed it: order {@code [colour][y][x]}, the network's input size, in a direct buffer of
     * the machine's byte order. The conversion is not part of any time.
     *
     * @param channelsLast order {@code [y][x][channel]}, as the engine takes it
     */
    ByteBuffer input(byte[] channelsLast);

    /** The answer, from plain loops; takes seconds for a large network. */
    float[] scores(byte[] channelsLast);

    /** How much a score may differ from the plain loops' and be right. */
    float tolerance(float[] expected);
}

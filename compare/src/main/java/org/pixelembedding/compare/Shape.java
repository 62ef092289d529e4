package org.pixelembedding.compare;

/** Sizes of one tensor of one picture, order {@code [channel][y][x]}. */
public record Shape(int channels, int height, int width) {
    /** Numbers in it. */
    public int size() {
        return channels * height * width;
    }

    /** Numbers of one channel. */
    public int pixels() {
        return height * width;
    }

    /** As ONNX says it, for one picture: {@code 1, channels, height, width}. */
    public long[] batchOfOne() {
        return new long[] {1, channels, height, width};
    }
}

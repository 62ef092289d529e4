package org.pixelembedding.train.events;

/** Something to show under a tag at a step; a tag's part before the first slash is its group. */
public sealed interface SummaryValue {
    String tag();

    record Scalar(String tag, double value) implements SummaryValue {}

    record Distribution(String tag, Histogram histogram) implements SummaryValue {}

    /**
     * A picture.
     *
     * @param png its file's bytes, kept
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Picture(String tag, int height, int width, byte[] png) implements SummaryValue {}
}

package org.pixelembedding.train;

import java.util.List;

/** Which code stands for a pixel value (the input layers of the comparison). */
public enum InputKind implements Word {
    /** Learned table (arXiv 2407.16174). */
    PIXEL_EMBEDDING("pixel-embedding"),
    /** Fixed thermometer of d dimensions with b bits each (arXiv 2410.11553, with thresholds that do not saturate). */
    GENERALIZED_THERMOMETER("generalized-thermometer"),
    /** Fixed thermometer of d dimensions with one bit each (arXiv 2012.12206, here 0 and 1). */
    THERMOMETER("thermometer"),
    /** The same with learned thresholds, which keep their order (arXiv 2505.13462). */
    LEARNED_THERMOMETER("learned-thermometer"),
    /** One of d bits is 1: that of the value's bin, floor(d v / 256) (Buckman et al., ICLR 2018). */
    ONE_HOT("one-hot"),
    /** The 8 bits of the value as 8 channels, which weigh what the first layer learns (arXiv 1812.03410). */
    BIT_PLANE("bit-plane"),
    /**
     * The 8 bits of the value as planes, each with a depth-wise convolution of its own, whose results are summed with the
     * weights of their bits, normalized and quantized (arXiv 2305.02885); d filters a colour.
     */
    BIT_PLANE_DW("bit-plane-dw"),
    /** The pixel itself at b bits: q(m * x / 255). */
    DIRECT("direct"),
    /** The same k times with 4x4 Bayer patterns of different phases added before it is rounded (after arXiv 2405.02220). */
    DITHER("dither"),
    /** The pixel as it is, a code of 8 bits. */
    INT8("int8"),
    /** The same in front of a first layer with 8-bit weights: usual integer practice. */
    INT8_W8("int8-w8"),
    /** Float pixels, normalized, into a float convolution; usual practice. */
    FLOAT("float");

    private static final int PIXEL_BITS = 8;

    private final String option;

    InputKind(String option) {
        this.option = option;
    }

    @Override
    public String option() {
        return option;
    }

    /**
     * Codes (or floats) for the value of one colour.
     *
     * @param dimensions d of the configuration
     */
    int dimensions(int dimensions) {
        return switch (this) {
            case PIXEL_EMBEDDING, GENERALIZED_THERMOMETER, THERMOMETER, LEARNED_THERMOMETER, ONE_HOT, DITHER ->
                dimensions;
            case BIT_PLANE, BIT_PLANE_DW -> PIXEL_BITS;
            case DIRECT, INT8, INT8_W8, FLOAT -> 1;
        };
    }

    /** Whether it is a table of its own for each colour, if the configuration wants that: whether it looks at the data. */
    boolean fitsColours() {
        return switch (this) {
            case PIXEL_EMBEDDING, GENERALIZED_THERMOMETER, THERMOMETER, LEARNED_THERMOMETER -> true;
            case ONE_HOT, BIT_PLANE, BIT_PLANE_DW, DIRECT, DITHER, INT8, INT8_W8, FLOAT -> false;
        };
    }

    /**
     * Whether each code grows with the value. Only then do equal weights for the codes of one colour make a first layer that
     * is nearly linear in the pixel; those of a one-hot code would make it constant. Depth-wise planes count what their bits
     * do, so equal weights make them linear too.
     */
    boolean grows() {
        return this != ONE_HOT && this != BIT_PLANE;
    }

    /**
     * Whether a colour has several codes that all grow with the value, so that the first-layer latents of one tap can move
     * together ({@link Recipe#stemTie}).
     *
     * @param dimensions d of the configuration
     */
    boolean ties(int dimensions) {
        return grows() && this != BIT_PLANE_DW && dimensions(dimensions) > 1;
    }

    /** Whether its codes learn. */
    public boolean learns() {
        return this == PIXEL_EMBEDDING || this == LEARNED_THERMOMETER;
    }

    /**
     * Filters a colour of the convolution of bit planes; 0 without one.
     *
     * @param dimensions d of the configuration
     */
    int planeFilters(int dimensions) {
        return this == BIT_PLANE_DW ? dimensions : 0;
    }

    /** Whether its codes can have any number of bits. */
    boolean choosesBits() {
        return switch (this) {
            case PIXEL_EMBEDDING, GENERALIZED_THERMOMETER, DIRECT, DITHER -> true;
            case THERMOMETER, LEARNED_THERMOMETER, ONE_HOT, BIT_PLANE, BIT_PLANE_DW, INT8, INT8_W8, FLOAT -> false;
        };
    }

    /** The network with the bits of its stem that this input layer is about; all other bits are the network's. */
    NetworkSpec fit(NetworkSpec network) {
        return switch (this) {
            case THERMOMETER, LEARNED_THERMOMETER, ONE_HOT, BIT_PLANE -> network.withStemBits(0, 1);
            case INT8 -> network.withStemBits(0, PIXEL_BITS);
            case INT8_W8 -> network.withStemBits(PIXEL_BITS, PIXEL_BITS);
            case PIXEL_EMBEDDING, GENERALIZED_THERMOMETER, BIT_PLANE_DW, DIRECT, DITHER, FLOAT -> network;
        };
    }

    public static List<String> options() {
        return Word.options(values());
    }

    public static InputKind of(String option) {
        return Word.of("input", option, values());
    }
}

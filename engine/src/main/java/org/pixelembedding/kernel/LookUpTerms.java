package org.pixelembedding.kernel;

import org.pixelembedding.model.BitPlaneConv2d;
import org.pixelembedding.model.JointEmbedding;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;

/**
 * A first layer as sums of terms, one for each colour of each tap of a window, each a function of one colour value: what a {@link
 * PackedLookUp} is filled from. A value outside the picture adds 0.
 */
public interface LookUpTerms {
    /**
     * Which pixels an output looks at.
     *
     * @param kernelHeight rows of taps
     * @param kernelWidth columns of taps
     * @param stride pixels from one window to the next
     * @param padding rows and columns around the picture that add nothing
     * @param outputs of each window
     */
    record Window(int kernelHeight, int kernelWidth, int stride, int padding, int outputs) {
        static Window of(PackedWeights weights, int stride, int padding) {
            return new Window(weights.kernelHeight(), weights.kernelWidth(), stride, padding, weights.outChannels());
        }

        /** Row of a tap, which are numbered row by row. */
        int row(int tap) {
            return tap / kernelWidth;
        }

        /** Column of a tap. */
        int column(int tap) {
            return tap % kernelWidth;
        }
    }

    Window window();

    /** Bound of the absolute value of every sum, and of every sum of some of its terms. */
    long bound();

    /**
     * The terms of one output.
     *
     * @param tap number of the tap, row by row
     * @param terms gets them for the values 0 to 255
     */
    void of(int output, int tap, int colour, int[] terms);

    /** Pixel embedding with the convolution that reads it. */
    static LookUpTerms of(PixelEmbedding embedding, QuantConv2d conv) {
        return new EmbeddedConvolution(embedding, conv);
    }

    /** Joint embedding by itself: one tap. */
    static LookUpTerms of(JointEmbedding embedding) {
        return new Joint(embedding);
    }

    /** Depth-wise convolution of bit planes; outputs of other colours get nothing. */
    static LookUpTerms of(BitPlaneConv2d conv) {
        return new BitPlanes(conv);
    }

    /** {@link #of(PixelEmbedding, QuantConv2d)}. */
    record EmbeddedConvolution(PixelEmbedding embedding, QuantConv2d conv) implements LookUpTerms {
        @Override
        public Window window() {
            return Window.of(conv.weights(), conv.stride(), conv.padding());
        }

        @Override
        public long bound() {
            PackedWeights weights = conv.weights();
            long taps = (long) weights.kernelHeight() * weights.kernelWidth();
            return taps * 3 * embedding.dimensions() * ((1 << embedding.bits()) - 1) * weights.maxAbs();
        }

        @Override
        public void of(int output, int tap, int colour, int[] terms) {
            Window window = window();
            int d = embedding.dimensions();
            int[] tapWeights = new int[d];
            for (int i = 0; i < d; i++) {
                tapWeights[i] = conv.weights().weight(output, window.row(tap), window.column(tap), colour * d + i);
            }
            for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                int sum = 0;
                for (int i = 0; i < d; i++) {
                    sum += embedding.code(colour, value, i) * tapWeights[i];
                }
                terms[value] = sum;
            }
        }
    }

    /** {@link #of(JointEmbedding)}. */
    record Joint(JointEmbedding embedding) implements LookUpTerms {
        @Override
        public Window window() {
            return new Window(1, 1, 1, 0, embedding.channels());
        }

        @Override
        public long bound() {
            long bound = 0;
            for (int channel = 0; channel < embedding.channels(); channel++) {
                long largest = 0;
                for (int colour = 0; colour < PixelEmbedding.COLOURS; colour++) {
                    int most = 0;
                    for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                        most = Math.max(most, Math.abs(embedding.entry(colour, value, channel)));
                    }
                    largest += most;
                }
                bound = Math.max(bound, largest);
            }
            return bound;
        }

        @Override
        public void of(int output, int tap, int colour, int[] terms) {
            for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                terms[value] = embedding.entry(colour, value, output);
            }
        }
    }

    /** {@link #of(BitPlaneConv2d)}. */
    record BitPlanes(BitPlaneConv2d conv) implements LookUpTerms {
        @Override
        public Window window() {
            return Window.of(conv.weights(), conv.stride(), conv.padding());
        }

        @Override
        public long bound() {
            return (long) conv.weights().kernelHeight() * conv.weights().kernelWidth() * (PixelEmbedding.VALUES - 1);
        }

        @Override
        public void of(int output, int tap, int colour, int[] terms) {
            Window window = window();
            boolean own = output / conv.filters() == colour;
            for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                terms[value] = own ? conv.term(output, window.row(tap), window.column(tap), value) : 0;
            }
        }
    }
}

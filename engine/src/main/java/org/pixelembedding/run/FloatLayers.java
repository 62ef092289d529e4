package org.pixelembedding.run;

import org.pixelembedding.model.FloatClassifier;
import org.pixelembedding.model.FloatStem;
import org.pixelembedding.model.Layer;

/**
 * The float ends of a baseline model, in one fixed order of operations that the interpreter and the engine share, so
 * that these two agree to the bit on them too.
 */
final class FloatLayers {
    private FloatLayers() {}

    /**
     * Codes of a float stem.
     *
     * @param rgb order {@code [y][x][colour]}
     * @param codes overwritten, order {@code [y][x][out]}
     */
    static void stem(FloatStem stem, byte[] rgb, int height, int width, int[] codes) {
        float[] weights = stem.toWeights();
        float[] gain = stem.toGain();
        float[] bias = stem.toBias();
        float[] pixels = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            pixels[i] = normalize(stem, rgb[i] & 0xff, i % 3);
        }
        int kernel = stem.kernel();
        int outHeight = Layer.windows(height, kernel, stem.stride(), stem.padding());
        int outWidth = Layer.windows(width, kernel, stem.stride(), stem.padding());
        for (int y = 0; y < outHeight; y++) {
            for (int x = 0; x < outWidth; x++) {
                for (int out = 0; out < stem.outChannels(); out++) {
                    float sum = 0;
                    for (int ky = 0; ky < kernel; ky++) {
                        int inY = y * stem.stride() + ky - stem.padding();
                        for (int kx = 0; kx < kernel; kx++) {
                            int inX = x * stem.stride() + kx - stem.padding();
                            if (inY < 0 || inY >= height || inX < 0 || inX >= width) {
                                continue;
                            }
                            int pixel = (inY * width + inX) * 3;
                            int weight = ((out * kernel + ky) * kernel + kx) * 3;
                            for (int colour = 0; colour < 3; colour++) {
                                sum = Math.fma(pixels[pixel + colour], weights[weight + colour], sum);
                            }
                        }
                    }
                    float scaled = sum * gain[out];
                    codes[(y * outWidth + x) * stem.outChannels() + out] =
                            stem.quantizer().code(scaled + bias[out]);
                }
            }
        }
    }

    /** What a float stem sees for a value of a colour: {@code (value / 255 - mean) / std}. */
    static float normalize(FloatStem stem, int value, int colour) {
        return (value / 255f - stem.mean(colour)) / stem.std(colour);
    }

    /** Mean value of a channel for each unit of the sum of its codes. */
    static float scale(FloatClassifier classifier, int pixels) {
        return (float) (classifier.step() / (double) pixels);
    }

    /**
     * Logits of a float classifier from codes summed over all pixels.
     *
     * @param codeSums S_c per channel; longer arrays are fine
     */
    static void classify(FloatClassifier classifier, int[] codeSums, int pixels, float[] logits) {
        float scale = scale(classifier, pixels);
        for (int k = 0; k < classifier.classes(); k++) {
            float sum = 0;
            for (int c = 0; c < classifier.channels(); c++) {
                sum += classifier.weight(k, c) * (codeSums[c] * scale);
            }
            logits[k] = sum + classifier.bias(k);
        }
    }
}

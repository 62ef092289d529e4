package org.pixelembedding.train.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * First-layer latents that move together. The d codes of one colour rise with the pixel alike, so the signs of their weights
 * at one tap count one weight of d + 1 levels, and what tells the codes apart is how each rounds the pixel. With a gradient
 * for each sign the layer learns that rounding too, and with it the pictures of the training part by heart; with the mean of
 * the gradients it learns the weight.
 */
final class TiedLatents {
    private TiedLatents() {}

    /**
     * Changes a gradient g into share * mean(g) + (1 - share) * g, with the mean over the latents of one output, colour and tap.
     *
     * @param gradient contiguous, {@code [output][colour and dimension][y][x]}
     * @param share 0 to 1
     */
    static void tie(Tensor gradient, int colours, double share) {
        try (PointerScope scope = new PointerScope()) {
            Tensor grouped = gradient.view(gradient.size(0), colours, gradient.size(1) / colours, -1);
            Tensor mean = grouped.mean(new long[] {2}, true, new ScalarTypeOptional());
            grouped.mul_(new Scalar(1 - share)).add_(mean, new Scalar(share));
        }
    }
}

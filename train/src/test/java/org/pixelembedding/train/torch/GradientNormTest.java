package org.pixelembedding.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** All gradients together have one norm: 2, 3 and 6 make 7. */
class GradientNormTest {
    @Test
    void gradientsOverTheLimitAreScaledTogetherAndOthersLeftAlone() {
        TorchRuntime.start(1);
        try (PointerScope scope = new PointerScope()) {
            Tensor first = TensorMemory.of(new float[] {2, -3}, 2);
            Tensor second = TensorMemory.of(new float[] {6, 0}, 1, 2);
            List<Tensor> gradients = List.of(first, second);
            assertThat(GradientNorm.of(gradients)).isCloseTo(7, within(1e-6));
            GradientNorm.clip(gradients, 7.01);
            assertThat(TensorMemory.read(first)).containsExactly(2, -3);
            GradientNorm.clip(gradients, 3.5);
            assertThat(TensorMemory.read(first)).containsExactly(new float[] {1, -1.5f}, within(1e-6f));
            assertThat(TensorMemory.read(second)).containsExactly(new float[] {3, 0}, within(1e-6f));
        }
    }
}

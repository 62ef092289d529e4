package org.pixelembedding.train.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The library's own float32 matrix products: what its convolutions cannot be faster than. */
public final class MatrixProducts {
    /** Rows and columns of both factors: large enough that more would not be faster. */
    private static final int SIDE = 2048;

    private MatrixProducts() {}

    /**
     * Speed of the median product, two operations a multiply-accumulate.
     *
     * @param rounds timed products, at least 1
     */
    public static double gigaflops(int rounds) {
        double[] seconds = new double[rounds];
        // Steps leave OpenBLAS one thread (TorchRuntime); convolutions have all of the library's.
        openblas_nolapack.blas_set_num_threads(torch.get_num_threads());
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor left = torch.ones(SIDE, SIDE);
            Tensor right = torch.ones(SIDE, SIDE);
            Tensor product = torch.mm(left, right);
            if (product.max().item_float() != SIDE || product.min().item_float() != SIDE) {
                throw new IllegalStateException("the library's matrix product is wrong");
            }
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                torch.mm_out(product, left, right);
                seconds[round] = (System.nanoTime() - start) * 1e-9;
            }
        } finally {
            openblas_nolapack.blas_set_num_threads(1);
        }
        Arrays.sort(seconds);
        return 2.0 * SIDE * SIDE * SIDE / seconds[rounds / 2] * 1e-9;
    }
}

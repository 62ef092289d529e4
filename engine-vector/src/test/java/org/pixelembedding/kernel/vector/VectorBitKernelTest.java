package org.pixelembedding.kernel.vector;

import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernelContract;

class VectorBitKernelTest extends BitKernelContract {
    @Override
    protected BitKernel kernel() {
        return new VectorBitKernel();
    }

    @Override
    protected String expectedName() {
        return "vector-" + Integer.getInteger("pixemb.vector.bits", Width.widest());
    }
}

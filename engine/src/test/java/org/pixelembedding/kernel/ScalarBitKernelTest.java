package org.pixelembedding.kernel;

class ScalarBitKernelTest extends BitKernelContract {
    @Override
    protected BitKernel kernel() {
        return new ScalarBitKernel();
    }

    @Override
    protected String expectedName() {
        return "scalar";
    }
}

package org.pixelembedding.data;

import java.io.IOException;
import java.util.List;
import org.pixelembedding.model.RgbImage;

/** Some pictures of another set, in the order of the given indices. */
final class Subset implements ImageSet {
    private final ImageSet whole;
    private final int[] indices;

    /** @param indices into {@code whole}; kept */
    Subset(ImageSet whole, int[] indices) {
        this.whole = whole;
        this.indices = indices;
    }

    @Override
    public List<String> labels() {
        return whole.labels();
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int label(int index) {
        return whole.label(indices[index]);
    }

    @Override
    public String name(int index) {
        return whole.name(indices[index]);
    }

    @Override
    public RgbImage read(int index) throws IOException {
        return whole.read(indices[index]);
    }

    @Override
    public void check(int index) throws IOException {
        whole.check(indices[index]);
    }

    @Override
    public boolean inMemory() {
        return whole.inMemory();
    }
}

package org.pixelembedding.data;

import java.io.IOException;
import java.util.List;
import org.pixelembedding.model.RgbImage;

/** The pictures of a set after a {@link Distortion}. */
record DistortedImages(ImageSet whole, Distortion distortion) implements ImageSet {
    @Override
    public List<String> labels() {
        return whole.labels();
    }

    @Override
    public int size() {
        return whole.size();
    }

    @Override
    public int label(int index) {
        return whole.label(index);
    }

    @Override
    public String name(int index) {
        return whole.name(index);
    }

    @Override
    public RgbImage read(int index) throws IOException {
        return distortion.apply(whole.read(index));
    }

    @Override
    public void check(int index) throws IOException {
        whole.check(index);
    }
}

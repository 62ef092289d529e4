package org.pixelembedding.data;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.RgbImage;

/** One part of a {@link CachedSource}. A picture whose bytes in the cache are damaged is decoded from the source. */
final class CachedImages implements ImageSet {
    private final ImageSet original;
    private final PixelFile pixels;
    private final int first;
    private final int height;
    private final int width;

    /** @param first index in the file of this part's first picture */
    CachedImages(ImageSet original, PixelFile pixels, int first, int height, int width) {
        this.original = original;
        this.pixels = pixels;
        this.first = first;
        this.height = height;
        this.width = width;
    }

    @Override
    public List<String> labels() {
        return original.labels();
    }

    @Override
    public int size() {
        return original.size();
    }

    @Override
    public int label(int index) {
        return original.label(index);
    }

    @Override
    public String name(int index) {
        return original.name(index);
    }

    @Override
    public RgbImage read(int index) throws IOException {
        check(index);
        byte[] rgb = pixels.read(first + index);
        if (rgb.length == 0) {
            Files.deleteIfExists(pixels.path()); // the next start makes it again
            return Resize.resize(original.read(index), height, width);
        }
        return new RgbImage(height, width, rgb);
    }

    @Override
    public void check(int index) throws UnreadableImageException {
        String failure = pixels.failures().get(first + index);
        if (failure != null) {
            throw new UnreadableImageException(failure);
        }
    }

    @Override
    public boolean inMemory() {
        return true;
    }
}

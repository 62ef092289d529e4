package org.pixelembedding.data;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A source whose pictures have been decoded and resized once and come from a {@link PixelFile}. Owns both. */
final class CachedSource implements PartedSource {
    private final ImageSource source;
    private final PixelFile pixels;
    private final Map<Part, CachedImages> parts = new EnumMap<>(Part.class);

    CachedSource(ImageSource source, Map<Part, ImageSet> originals, PixelFile pixels, int height, int width) {
        this.source = source;
        this.pixels = pixels;
        int first = 0;
        for (Map.Entry<Part, ImageSet> original : originals.entrySet()) {
            parts.put(original.getKey(), new CachedImages(original.getValue(), pixels, first, height, width));
            first += original.getValue().size();
        }
    }

    @Override
    public Map<Part, CachedImages> parts() {
        return parts;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public List<String> labels() {
        return source.labels();
    }

    @Override
    public int ignoredFiles() {
        return source.ignoredFiles();
    }

    @Override
    public String stamp() throws IOException {
        return source.stamp();
    }

    @Override
    public String fingerprint() {
        return pixels.fingerprint();
    }

    @Override
    public void close() throws IOException {
        try (source;
                pixels) {
            // both are closed, whatever happens
        }
    }
}

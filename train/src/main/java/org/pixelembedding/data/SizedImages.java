package org.pixelembedding.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.RgbImage;

/**
 * The pictures of a set at a network's input size, as unsigned bytes. Each is decoded and resized when first asked for
 * and kept while the memory budget lasts; those beyond it are decoded every time, so a set may be larger than memory.
 * Safe for use by several threads.
 */
public final class SizedImages {
    private static final int ARRAY_HEADER_BYTES = 16;

    private final ImageSet set;
    private final int height;
    private final int width;
    private final long budget;
    private final AtomicLong used = new AtomicLong();
    private final AtomicReferenceArray<byte[]> kept;
    private final int[] readable;
    private final List<String> unreadable;

    private SizedImages(ImageSet set, int height, int width, long budget, UnreadablePolicy policy) throws IOException {
        this.set = set;
        this.height = height;
        this.width = width;
        this.budget = budget;
        kept = new AtomicReferenceArray<>(set.size());
        List<String> failures = new ArrayList<>();
        int[] found = new int[set.size()];
        int count = 0;
        for (int i = 0; i < set.size(); i++) {
            if (policy == UnreadablePolicy.FAIL || decodes(i, failures)) {
                found[count++] = i;
            }
        }
        readable = Arrays.copyOf(found, count);
        unreadable = List.copyOf(failures);
    }

    /**
     * Prepares a set. With {@link UnreadablePolicy#SKIP} every picture is decoded once now, to know which ones to leave
     * out; with {@link UnreadablePolicy#FAIL} nothing is decoded yet.
     *
     * @param budgetBytes memory for kept pictures; 0 keeps none
     * @throws IllegalArgumentException if a size is below 1 or the budget negative
     */
    public static SizedImages of(ImageSet set, int height, int width, long budgetBytes, UnreadablePolicy policy)
            throws IOException {
        if (height < 1 || width < 1 || budgetBytes < 0) {
            throw new IllegalArgumentException("want height, width >= 1 and a budget of at least 0 bytes, got " + height
                    + "x" + width + " and " + budgetBytes);
        }
        return new SizedImages(set, height, width, budgetBytes, policy);
    }

    /** A quarter of the memory that this Java process may use, in bytes. */
    public static long defaultBudgetBytes() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    private boolean decodes(int index, List<String> failures) throws IOException {
        try {
            pixelsOf(index);
            return true;
        } catch (UnreadableImageException e) {
            failures.add(e.getMessage());
            return false;
        }
    }

    public List<String> labels() {
        return set.labels();
    }

    /** Number of pictures, without those left out. */
    public int size() {
        return readable.length;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    public int label(int index) {
        return set.label(readable[index]);
    }

    public String name(int index) {
        return set.name(readable[index]);
    }

    /** What was left out, one message each, naming the path and the reason. Empty unless skipping was asked for. */
    public List<String> unreadable() {
        return unreadable;
    }

    /** Bytes of the budget that are taken. */
    public long usedBytes() {
        return used.get();
    }

    /**
     * Picture {@code index}: {@code height * width * 3} bytes, {@code [y][x][colour]}. Shared: read only.
     *
     * @throws UnreadableImageException if it cannot be decoded; names the path
     */
    public byte[] pixels(int index) throws IOException {
        return pixelsOf(readable[index]);
    }

    private byte[] pixelsOf(int index) throws IOException {
        byte[] pixels = kept.get(index);
        if (pixels != null) {
            return pixels;
        }
        RgbImage original = set.read(index);
        pixels = Resize.resize(original, height, width).rgb();
        boolean unchanged = original.height() == height && original.width() == width;
        if ((unchanged && set.inMemory()) || !reserve(pixels.length + ARRAY_HEADER_BYTES)) {
            return pixels;
        }
        if (!kept.compareAndSet(index, null, pixels)) {
            used.addAndGet(-(pixels.length + ARRAY_HEADER_BYTES)); // another thread was first
        }
        return pixels;
    }

    private boolean reserve(int bytes) {
        long before = used.get();
        while (before + bytes <= budget) {
            if (used.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = used.get();
        }
        return false;
    }
}

package org.pixelembedding.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pixelembedding.image.Resize;

/**
 * The pictures of a set at a network's input size, as unsigned bytes. Keeps none of them: each is read anew, from a {@link
 * DecodedCache} if the set comes from one, so memory does not grow with the set. Safe for use by several threads.
 */
public final class SizedImages {
    private final ImageSet set;
    private final int height;
    private final int width;
    private final int[] readable;
    private final List<String> unreadable;

    private SizedImages(ImageSet set, int height, int width, UnreadablePolicy policy) throws IOException {
        this.set = set;
        this.height = height;
        this.width = width;
        List<String> failures = new ArrayList<>();
        int[] found = new int[set.size()];
        int count = 0;
        for (int i = 0; i < set.size(); i++) {
            if (policy == UnreadablePolicy.FAIL || isReadable(i, failures)) {
                found[count++] = i;
            }
        }
        readable = Arrays.copyOf(found, count);
        unreadable = List.copyOf(failures);
    }

    /**
     * Prepares a set. With {@link UnreadablePolicy#SKIP} every picture is checked now, to know which ones to leave out;
     * with {@link UnreadablePolicy#FAIL} nothing is read yet.
     *
     * @throws IllegalArgumentException if a size is below 1
     */
    public static SizedImages of(ImageSet set, int height, int width, UnreadablePolicy policy) throws IOException {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("want height, width >= 1, got " + height + "x" + width);
        }
        return new SizedImages(set, height, width, policy);
    }

    private boolean isReadable(int index, List<String> failures) throws IOException {
        try {
            set.check(index);
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

    /** Number of pictures of each class, without those left out, in the order of {@link #labels}. */
    public int[] classCounts() {
        int[] counts = new int[labels().size()];
        for (int i = 0; i < size(); i++) {
            counts[label(i)]++;
        }
        return counts;
    }

    public String name(int index) {
        return set.name(readable[index]);
    }

    /** What was left out, one message each, naming the path and the reason. Empty unless skipping was asked for. */
    public List<String> unreadable() {
        return unreadable;
    }

    /**
     * Finds out whether a picture can be read.
     *
     * @throws UnreadableImageException if not; names the path
     */
    public void check(int index) throws IOException {
        set.check(readable[index]);
    }

    /** True if checking and reading decode nothing. */
    public boolean atHand() {
        return set.inMemory();
    }

    /**
     * Picture {@code index}: {@code height * width * 3} bytes, {@code [y][x][colour]}. Read only.
     *
     * @throws UnreadableImageException if it cannot be decoded; names the path
     */
    public byte[] pixels(int index) throws IOException {
        return Resize.resize(set.read(readable[index]), height, width).rgb();
    }
}

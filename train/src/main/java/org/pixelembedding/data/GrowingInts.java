package org.pixelembedding.data;

import java.util.Arrays;

/** An {@code int[]} whose length is not known yet: 4 bytes a number, where a list of boxes takes up to 20. */
final class GrowingInts {
    private int[] values = new int[64];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    int get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return values[index];
    }

    /** A copy of just that length. */
    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}

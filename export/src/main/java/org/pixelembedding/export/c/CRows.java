package org.pixelembedding.export.c;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.PixelEmbedding;

/** The distinct rows of an embedding's table: values of a colour that have the same codes share a row. */
final class CRows {
    private final byte[] rowOf = new byte[PixelEmbedding.COLOURS * PixelEmbedding.VALUES];
    private final int[] firstRows = new int[PixelEmbedding.COLOURS + 1];
    /** Of each row, a value that has it. */
    private final List<Integer> values = new ArrayList<>();

    private final PixelEmbedding embedding;

    CRows(PixelEmbedding embedding) {
        this.embedding = embedding;
        for (int colour = 0; colour < PixelEmbedding.COLOURS; colour++) {
            if (colour > 0 && embedding.tables() == 1) {
                System.arraycopy(rowOf, 0, rowOf, colour * PixelEmbedding.VALUES, PixelEmbedding.VALUES);
                firstRows[colour + 1] = values.size();
                continue;
            }
            firstRows[colour] = values.size();
            Map<List<Integer>, Integer> known = new HashMap<>();
            for (int value = 0; value < PixelEmbedding.VALUES; value++) {
                Integer row = known.putIfAbsent(codes(colour, value), known.size());
                if (row == null) {
                    row = known.size() - 1;
                    values.add(value);
                }
                rowOf[colour * PixelEmbedding.VALUES + value] = row.byteValue();
            }
            firstRows[colour + 1] = values.size();
        }
    }

    private List<Integer> codes(int colour, int value) {
        Integer[] codes = new Integer[embedding.dimensions()];
        Arrays.setAll(codes, i -> embedding.code(colour, value, i));
        return List.of(codes);
    }

    /** Order {@code [colour][value]}: the row, counted from the colour's first. */
    byte[] rowOf() {
        return rowOf.clone();
    }

    /** First row of a colour; 0 for all where they share a table. */
    int firstRow(int colour) {
        return embedding.tables() == 1 ? 0 : firstRows[colour];
    }

    /** Rows of all colours together. */
    int count() {
        return values.size();
    }

    /** A value of a row. */
    int value(int row) {
        return values.get(row);
    }

    /** Order {@code [row][bit][ceil(dimensions / 32)]}, dimension i is bit i % 32. */
    int[] packed() {
        int units = (embedding.dimensions() + 31) / 32;
        int[] packed = new int[count() * embedding.bits() * units];
        int colour = 0;
        for (int row = 0; row < count(); row++) {
            while (embedding.tables() > 1 && row >= firstRows[colour + 1]) {
                colour++;
            }
            for (int i = 0; i < embedding.dimensions(); i++) {
                int code = embedding.code(colour, values.get(row), i);
                for (int bit = 0; bit < embedding.bits(); bit++) {
                    packed[(row * embedding.bits() + bit) * units + i / 32] |= (code >>> bit & 1) << i % 32;
                }
            }
        }
        return packed;
    }
}

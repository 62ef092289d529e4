package org.pixelembedding.cli.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.UnreadableImageException;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.RgbImage;

/** A row of pictures of every class, evenly chosen, with their number: what a set looks like at a glance. */
public final class ContactSheet {
    private static final int TILE = 88;
    private static final int GAP = 6;
    private static final int COLUMNS = 10;
    private static final int LEFT = 190;
    private static final int TOP = 60;
    /** More rows make a file that no viewer likes; then classes are chosen evenly. */
    private static final int MOST_CLASSES = 100;

    private ContactSheet() {}

    /** Draws the training part, or all of a source without parts. Unreadable pictures leave a place empty. */
    public static void write(ImageSource source, Path file) throws IOException {
        ImageSet set = Stream.of(source.train(), source.everything(), source.validation(), source.test())
                .flatMap(java.util.Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IOException(source.name() + ": has no pictures to draw"));
        int[] counts = set.classCounts();
        List<Integer> classes = new ArrayList<>();
        int shown = Math.min(MOST_CLASSES, counts.length);
        for (int row = 0; row < shown; row++) {
            classes.add((int) ((long) row * counts.length / shown));
        }
        List<List<Integer>> chosen = choose(set, counts, classes);
        Canvas canvas = new Canvas(LEFT + COLUMNS * (TILE + GAP) + 2 * GAP, TOP + classes.size() * (TILE + GAP) + GAP);
        String of = shown < counts.length ? shown + " of " + counts.length + " classes" : counts.length + " classes";
        canvas.text(set.size() + " pictures, " + of, 2 * GAP, 34, 18, true, Canvas.INK);
        for (int row = 0; row < classes.size(); row++) {
            int y = TOP + row * (TILE + GAP);
            String label = set.labels().get(classes.get(row));
            canvas.text(canvas.fitting(label, LEFT - 4 * GAP, 13, true), 2 * GAP, y + TILE / 2, 13, true, Canvas.INK);
            canvas.text(counts[classes.get(row)] + " pictures", 2 * GAP, y + TILE / 2 + 18, 12, false, Canvas.FAINT);
            for (int column = 0; column < chosen.get(row).size(); column++) {
                tile(canvas, set, chosen.get(row).get(column), LEFT + column * (TILE + GAP), y);
            }
        }
        canvas.write(file);
    }

    private static void tile(Canvas canvas, ImageSet set, int index, int x, int y) throws IOException {
        try {
            RgbImage picture = set.read(index);
            canvas.picture(Resize.resize(picture, TILE, TILE), x, y, TILE);
        } catch (UnreadableImageException e) {
            canvas.graphics.setColor(Canvas.BAD);
            canvas.graphics.drawRect(x, y, TILE - 1, TILE - 1);
            canvas.textCentred("unreadable", x + TILE / 2, y + TILE / 2, 12, Canvas.BAD);
        }
    }

    /** Indices of each class's pictures, evenly over the set's order. */
    private static List<List<Integer>> choose(ImageSet set, int[] counts, List<Integer> classes) {
        List<List<Integer>> chosen = new ArrayList<>();
        int[] rowOf = new int[counts.length];
        java.util.Arrays.fill(rowOf, -1);
        for (int row = 0; row < classes.size(); row++) {
            rowOf[classes.get(row)] = row;
            chosen.add(new ArrayList<>());
        }
        int[] met = new int[counts.length];
        for (int i = 0; i < set.size(); i++) {
            int label = set.label(i);
            if (rowOf[label] >= 0) {
                List<Integer> own = chosen.get(rowOf[label]);
                int columns = Math.min(COLUMNS, counts[label]);
                if (own.size() < columns && met[label] == (int) ((long) own.size() * counts[label] / columns)) {
                    own.add(i);
                }
            }
            met[label]++;
        }
        return chosen;
    }
}

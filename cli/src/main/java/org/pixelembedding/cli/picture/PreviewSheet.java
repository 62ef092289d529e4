package org.pixelembedding.cli.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pixelembedding.model.RgbImage;

/** Pictures from top to bottom, and from left to right each as it is and as the first epochs see it. */
public final class PreviewSheet {
    private static final int TILE = 128;
    private static final int GAP = 8;
    private static final int LEFT = 130;
    private static final int TOP = 74;

    private PreviewSheet() {}

    /**
     * One picture.
     *
     * @param label of its class
     * @param plain at the training's size, as it is
     * @param seen in the first epochs, in order
     */
    public record Row(String label, RgbImage plain, List<RgbImage> seen) {}

    /** Draws them. */
    public static void write(List<Row> rows, Path file) throws IOException {
        int variants = rows.getFirst().seen().size();
        Canvas canvas =
                new Canvas(LEFT + (variants + 1) * (TILE + GAP) + 2 * GAP, TOP + rows.size() * (TILE + GAP) + GAP);
        canvas.text("What the training sees", GAP * 2, 30, 18, true, Canvas.INK);
        canvas.textCentred("as it is", LEFT + TILE / 2, TOP - 12, 13, Canvas.FAINT);
        for (int epoch = 0; epoch < variants; epoch++) {
            canvas.textCentred("epoch " + (epoch + 1), x(epoch) + TILE / 2, TOP - 12, 13, Canvas.FAINT);
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int y = TOP + i * (TILE + GAP);
            canvas.text(
                    canvas.fitting(row.label(), LEFT - 3 * GAP, 13, true),
                    2 * GAP,
                    y + TILE / 2 + 5,
                    13,
                    true,
                    Canvas.INK);
            canvas.picture(row.plain(), LEFT, y, TILE);
            for (int epoch = 0; epoch < variants; epoch++) {
                canvas.picture(row.seen().get(epoch), x(epoch), y, TILE);
            }
        }
        canvas.write(file);
    }

    /** The variants stand a little apart from the picture itself. */
    private static int x(int epoch) {
        return LEFT + (epoch + 1) * (TILE + GAP) + GAP;
    }
}

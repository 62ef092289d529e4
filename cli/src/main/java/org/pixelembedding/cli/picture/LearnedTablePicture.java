package org.pixelembedding.cli.picture;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import org.pixelembedding.model.PixelEmbedding;

/** The embedding table as heat maps, one a colour: pixel value from left to right, dimension from top to bottom. */
public final class LearnedTablePicture {
    private static final int CELL_WIDTH = 4;
    private static final int LEFT = 60;
    private static final int TOP = 70;
    private static final int GAP = 56;
    private static final String[] COLOURS = {"Red", "Green", "Blue"};
    private static final Color[] TINTS = {
        new Color(0xb4, 0x2a, 0x2a), new Color(0x1d, 0x7a, 0x3c), new Color(0x21, 0x4f, 0xa8)
    };

    private LearnedTablePicture() {}

    /**
     * Draws.
     *
     * @param note a line under the title, for example how many codes training changed
     */
    public static void write(PixelEmbedding table, String note, Path file) throws IOException {
        int d = table.dimensions();
        int cellHeight = Math.max(4, Math.min(14, 250 / d));
        int mapHeight = d * cellHeight;
        int width = LEFT + 256 * CELL_WIDTH + 40;
        int height = TOP + 3 * (mapHeight + GAP) + 40;
        Canvas canvas = new Canvas(width, height);
        canvas.text("Pixel embedding: what each pixel value is replaced by", LEFT, 28, 18, true, Canvas.INK);
        canvas.text(note, LEFT, 48, 13, false, Canvas.FAINT);
        for (int colour = 0; colour < 3; colour++) {
            int top = TOP + colour * (mapHeight + GAP) + 16;
            canvas.text(COLOURS[colour], LEFT, top - 5, 13, true, TINTS[colour]);
            map(canvas, table, colour, top, cellHeight);
            axes(canvas, d, top, cellHeight, mapHeight);
        }
        legend(canvas, table.bits(), height - 18);
        canvas.write(file);
    }

    private static void map(Canvas canvas, PixelEmbedding table, int colour, int top, int cellHeight) {
        for (int i = 0; i < table.dimensions(); i++) {
            for (int value = 0; value < 256; value++) {
                canvas.graphics.setColor(shade(TINTS[colour], table.code(colour, value, i), table.bits()));
                canvas.graphics.fillRect(LEFT + value * CELL_WIDTH, top + i * cellHeight, CELL_WIDTH, cellHeight);
            }
        }
        canvas.graphics.setColor(Canvas.FAINT);
        canvas.graphics.drawRect(LEFT - 1, top - 1, 256 * CELL_WIDTH + 1, table.dimensions() * cellHeight + 1);
    }

    private static void axes(Canvas canvas, int d, int top, int cellHeight, int mapHeight) {
        for (int value = 0; value <= 256; value += 32) {
            int at = Math.min(value, 255);
            canvas.textCentred(
                    Integer.toString(at),
                    LEFT + at * CELL_WIDTH + CELL_WIDTH / 2,
                    top + mapHeight + 15,
                    11,
                    Canvas.FAINT);
        }
        canvas.textRight("dim 0", LEFT - 6, top + Math.max(10, cellHeight), 11, Canvas.FAINT);
        canvas.textRight(Integer.toString(d - 1), LEFT - 6, top + mapHeight - 1, 11, Canvas.FAINT);
        canvas.textRight("pixel value", LEFT + 256 * CELL_WIDTH, top - 5, 11, Canvas.FAINT);
    }

    private static void legend(Canvas canvas, int bits, int y) {
        int x = LEFT;
        canvas.text("code", x, y, 12, false, Canvas.INK);
        x += 40;
        int levels = 1 << bits;
        int step = Math.max(1, levels / 8);
        for (int code = 0; code < levels; code += step) {
            canvas.graphics.setColor(shade(Canvas.INK, code, bits));
            canvas.graphics.fillRect(x, y - 11, 22, 13);
            canvas.graphics.setColor(Canvas.FAINT);
            canvas.graphics.drawRect(x, y - 11, 22, 13);
            canvas.text(Integer.toString(code), x + 27, y, 12, false, Canvas.INK);
            x += 56;
        }
    }

    /** White for code 0, the tint for the largest. */
    private static Color shade(Color tint, int code, int bits) {
        double share = (double) code / ((1 << bits) - 1);
        return new Color(
                (int) Math.round(255 + share * (tint.getRed() - 255)),
                (int) Math.round(255 + share * (tint.getGreen() - 255)),
                (int) Math.round(255 + share * (tint.getBlue() - 255)));
    }
}

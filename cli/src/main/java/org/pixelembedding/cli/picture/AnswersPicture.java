package org.pixelembedding.cli.picture;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pixelembedding.model.RgbImage;

/** Test pictures, enlarged, each with the model's answer and how sure it was; wrong ones say what was right. */
public final class AnswersPicture {
    private static final int TILE = 150;
    private static final int LABELS = 44;
    private static final int MARGIN = 18;
    private static final int COLUMNS = 6;
    private static final int TOP = 64;

    private AnswersPicture() {}

    /**
     * One picture with its answer.
     *
     * @param probability of the answer, 0 to 1
     */
    public record Answer(RgbImage picture, String truth, String answer, double probability) {
        boolean right() {
            return truth.equals(answer);
        }
    }

    /** Draws them in rows of six, in the order given. */
    public static void write(List<Answer> answers, String title, Path file) throws IOException {
        int rows = (answers.size() + COLUMNS - 1) / COLUMNS;
        int width = MARGIN + COLUMNS * (TILE + MARGIN);
        int height = TOP + rows * (TILE + LABELS + MARGIN);
        Canvas canvas = new Canvas(width, height);
        canvas.text(title, MARGIN, 34, 20, true, Canvas.INK);
        for (int i = 0; i < answers.size(); i++) {
            int x = MARGIN + i % COLUMNS * (TILE + MARGIN);
            int y = TOP + i / COLUMNS * (TILE + LABELS + MARGIN);
            tile(canvas, answers.get(i), x, y);
        }
        canvas.write(file);
    }

    private static void tile(Canvas canvas, Answer answer, int x, int y) {
        canvas.picture(answer.picture(), x, y, TILE);
        Color colour = answer.right() ? Canvas.GOOD : Canvas.BAD;
        canvas.graphics.setColor(colour);
        for (int border = 1; border <= 3; border++) {
            canvas.graphics.drawRect(x - border, y - border, TILE + 2 * border - 1, TILE + 2 * border - 1);
        }
        canvas.text(
                String.format("%s %.0f %%", answer.answer(), answer.probability() * 100),
                x,
                y + TILE + 19,
                12,
                true,
                colour);
        if (!answer.right()) {
            canvas.text("is " + answer.truth(), x, y + TILE + 35, 12, false, Canvas.INK);
        }
    }
}

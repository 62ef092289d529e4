package org.pixelembedding.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/**
 * A model that answers: pixels in, class out. Safe for use by several threads; each call takes a session that is free,
 * or makes one.
 *
 * <pre>
 * Classifier classifier = Classifier.load(Path.of("model.pxm"));
 * Prediction prediction = classifier.classify(image);
 * prediction.label();
 * </pre>
 */
public final class Classifier {
    private final Plan plan;
    private final ConcurrentLinkedQueue<Session> free = new ConcurrentLinkedQueue<>();

    private Classifier(Plan plan) {
        this.plan = plan;
    }

    /**
     * Reads a model file and plans it for its own picture size.
     *
     * @throws org.pixelembedding.format.ModelFormatException if the file is no model, damaged, or too new
     */
    public static Classifier load(Path file) throws IOException {
        return of(ModelReader.read(file));
    }

    /** Plans a model for its own picture size. */
    public static Classifier of(Model model) {
        return new Classifier(Planner.plan(model, model.inputHeight(), model.inputWidth()));
    }

    public Model model() {
        return plan.model();
    }

    /**
     * Classifies a picture.
     *
     * @throws IllegalArgumentException if it is not of the model's size
     */
    public Prediction classify(RgbImage picture) {
        return classify(picture.rgb(), picture.height(), picture.width());
    }

    /**
     * Classifies a picture.
     *
     * @param rgb unsigned bytes, order {@code [y][x][colour]}; not kept
     * @throws IllegalArgumentException if it is not of the model's size
     */
    public Prediction classify(byte[] rgb, int height, int width) {
        if (height != plan.height() || width != plan.width() || rgb.length != height * width * 3) {
            throw new IllegalArgumentException("want a picture of " + plan.height() + "x" + plan.width()
                    + " (height x width, 3 bytes a pixel), got " + height + "x" + width + " in " + rgb.length
                    + " bytes; org.pixelembedding.image.Resize brings pictures to size");
        }
        Session pooled = free.poll();
        Session session = pooled == null ? plan.newSession() : pooled;
        try {
            session.run(rgb);
            return session.logits().length > 0
                    ? Prediction.ofLogits(plan.model(), session.logits())
                    : Prediction.ofSums(plan.model(), session.sums());
        } finally {
            free.add(session);
        }
    }
}

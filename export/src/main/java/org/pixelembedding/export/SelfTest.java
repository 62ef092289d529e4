package org.pixelembedding.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.Session;

/**
 * A picture and the model's answer to it, for whoever builds an exported folder to see at once that the build is right. The
 * picture is a formula of its size: 8x8 tiles that are slow ramps and noise in turns, so that a colour takes every value and
 * neighbours are both alike and unlike. It shows nothing.
 *
 * <p>Owns its arrays.
 */
public final class SelfTest {
    private static final int TILE = 8;

    private final RgbImage picture;
    private final int[] sums;
    private final float[] logits;

    private SelfTest(RgbImage picture, int[] sums, float[] logits) {
        this.picture = picture;
        this.sums = sums;
        this.logits = logits;
    }

    /** The self-test of a model, at its own size, answered by the engine's scalar kernel. */
    public static SelfTest of(Model model) {
        RgbImage picture = picture(model.inputHeight(), model.inputWidth());
        Session session = Planner.plan(model, picture.height(), picture.width(), BitKernels.named("scalar"))
                .newSession();
        session.run(picture.rgb());
        return new SelfTest(picture, session.sums(), session.logits());
    }

    private static RgbImage picture(int height, int width) {
        byte[] rgb = new byte[height * width * 3];
        for (int i = 0; i < rgb.length; i++) {
            int colour = i % 3;
            int x = i / 3 % width;
            int y = i / 3 / width;
            boolean noise = (x / TILE + y / TILE) % 2 == 1;
            int ramp = switch (colour) {
                case 0 -> 255 * x / Math.max(1, width - 1);
                case 1 -> 255 * y / Math.max(1, height - 1);
                default -> 255 * (x + height - 1 - y) / Math.max(1, width + height - 2);
            };
            // The upper bits of a multiplicative hash (Knuth, 6.4) of the position.
            rgb[i] = (byte) (noise ? (i * 0x9E3779B1) >>> 24 : ramp);
        }
        return new RgbImage(height, width, rgb);
    }

    public RgbImage picture() {
        return picture;
    }

    /** The picture as an 8-bit RGB PNG. */
    public byte[] png() {
        return PngBytes.of(picture);
    }

    /** Class sums, a copy; empty for a model with a float classifier. */
    public int[] sums() {
        return sums.clone();
    }

    /** Class scores of a model with a float classifier, a copy; else empty. */
    public float[] logits() {
        return logits.clone();
    }

    /** Index of the largest class sum or score, the lowest of several. */
    public int classIndex() {
        int classes = Math.max(sums.length, logits.length);
        int best = 0;
        for (int k = 1; k < classes; k++) {
            boolean larger = logits.length > 0 ? logits[k] > logits[best] : sums[k] > sums[best];
            best = larger ? k : best;
        }
        return best;
    }

    /** What selftest.json holds. */
    Map<String, Object> toJson(Model model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("picture", FolderFiles.SELF_TEST_PNG);
        json.put("raw", FolderFiles.SELF_TEST_RAW);
        json.put("height", picture.height());
        json.put("width", picture.width());
        List<Object> scores = new ArrayList<>();
        if (logits.length > 0) {
            for (float logit : logits) {
                scores.add(logit);
            }
            json.put("logits", scores);
        } else {
            for (int sum : sums) {
                scores.add(sum);
            }
            json.put("sums", scores);
        }
        json.put("class", classIndex());
        json.put("label", model.labels().get(classIndex()));
        return json;
    }
}

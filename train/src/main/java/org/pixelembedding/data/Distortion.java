package org.pixelembedding.data;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.JpegEncoder;
import org.pixelembedding.model.RgbImage;

/**
 * What may become of a picture between the camera and the model, at one strength: to measure how much of a model's accuracy
 * stays. After the corruptions of Hendrycks and Dietterich (arXiv 1903.12261), with factors that are easy to say.
 *
 * @param strength brightness and contrast: the factor of {@code 256 * factor} in {@link ColourJitter}'s formulas, 0 to 4;
 *     JPEG: the quality, 1 to 100
 */
public record Distortion(Kind kind, double strength) {
    /** Ways to change a picture. */
    public enum Kind {
        BRIGHTNESS,
        CONTRAST,
        JPEG;

        /** Its name in files. */
        public String option() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double MOST_FACTOR = 4;
    private static final double MOST_QUALITY = 100;

    /** Four strengths of every kind. */
    public static final List<Distortion> ALL = Stream.of(
                    of(Kind.BRIGHTNESS, 0.5, 0.75, 1.25, 1.5),
                    of(Kind.CONTRAST, 0.5, 0.75, 1.25, 1.5),
                    of(Kind.JPEG, 90, 70, 50, 30))
            .flatMap(List::stream)
            .toList();

    private static List<Distortion> of(Kind kind, double... strengths) {
        return DoubleStream.of(strengths)
                .mapToObj(strength -> new Distortion(kind, strength))
                .toList();
    }

    public Distortion {
        double least = kind == Kind.JPEG ? 1 : 0;
        double most = kind == Kind.JPEG ? MOST_QUALITY : MOST_FACTOR;
        if (!(strength >= least && strength <= most)) {
            throw new IllegalArgumentException(
                    "want a strength of " + kind.option() + " from " + least + " to " + most + ", got " + strength);
        }
    }

    /** The strength as files and people have it: {@code 0.5}, {@code 90}. */
    public String number() {
        return strength == Math.rint(strength) ? String.valueOf((int) strength) : String.valueOf(strength);
    }

    /** The picture after it; the picture itself stays as it is. */
    public RgbImage apply(RgbImage image) throws IOException {
        if (kind == Kind.JPEG) {
            return ImageDecoder.decode(JpegEncoder.encode(image, (int) strength), "a picture encoded as JPEG");
        }
        byte[] rgb = image.rgb().clone();
        int factor = (int) Math.round(ColourJitter.ONE * strength);
        if (kind == Kind.BRIGHTNESS) {
            ColourJitter.brighten(rgb, factor);
        } else {
            ColourJitter.contrast(rgb, factor);
        }
        return new RgbImage(image.height(), image.width(), rgb);
    }

    /** A set whose pictures are so changed when they are read, at the size that they have in the source. */
    public ImageSet of(ImageSet set) {
        return new DistortedImages(set, this);
    }
}

package org.pixelembedding.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pixelembedding.data.Augmentation;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.ImageSet;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.Splits;
import org.pixelembedding.data.UnreadablePolicy;

/**
 * A source as a training sees it: which pictures teach, which choose the best epoch, which judge at the end.
 *
 * <p>The test part never chooses anything. A source without parts gives a seeded, stratified fifth as its test part. A
 * {@code val} part is the validation part if there is a test part beside it, and else the test part (as in Imagenette);
 * where no validation part is given, a seeded share is split off train. With {@code perClass} pictures a class, the training
 * part is these alone, and what is split off for validation is among them.
 *
 * @param validation empty if none was asked for and none is given
 * @param test empty if the source has only a train part
 * @param fingerprint SHA-256 over the source's content
 */
public record TrainingData(
        SizedImages train,
        Optional<SizedImages> validation,
        Optional<SizedImages> test,
        List<String> labels,
        String fingerprint) {

    /** Share of a source without parts that becomes its test part. */
    public static final double FLAT_TEST_SHARE = 0.2;

    /** More pictures than this do not make quantiles and means better. */
    private static final int STATISTICS_PICTURES = 20_000;

    /**
     * Prepares a source.
     *
     * @param size height and width of the pictures
     * @throws DataException if nothing can be trained on it, or if pictures cannot be read and are not to be left out
     */
    public static TrainingData of(ImageSource source, TrainingConfig config, int size, UnreadablePolicy policy)
            throws IOException {
        Division division = divide(source, config);
        SizedImages sizedTrain = SizedImages.of(division.train(), size, size, policy);
        if (sizedTrain.size() < 2) {
            throw new DataException(source.name() + ": want at least 2 pictures to train on, got " + sizedTrain.size());
        }
        Optional<SizedImages> sizedValidation = sized(division.validation(), size, policy);
        Optional<SizedImages> sizedTest = sized(division.test(), size, policy);
        if (policy == UnreadablePolicy.FAIL) {
            refuseUnreadable(source.name(), sizedTrain, sizedValidation, sizedTest);
        }
        return new TrainingData(sizedTrain, sizedValidation, sizedTest, source.labels(), source.fingerprint());
    }

    /** Which pictures do what, at the size that they have in the source. */
    public record Division(ImageSet train, Optional<ImageSet> validation, Optional<ImageSet> test) {}

    /**
     * Divides a source by the rules of this class; reads no picture.
     *
     * @throws DataException if nothing can be trained on it
     */
    public static Division divide(ImageSource source, TrainingConfig config) throws DataException {
        source.checkTrainable();
        ImageSet train;
        Optional<ImageSet> test = testPart(source, config.seed());
        if (source.train().isPresent()) {
            train = source.train().get();
        } else {
            train = Splits.stratified(flat(source), FLAT_TEST_SHARE, config.seed())
                    .kept();
        }
        if (config.perClass() > 0) {
            train = Splits.atMost(train, config.perClass(), config.seed());
        }
        Optional<ImageSet> validation =
                source.test().isPresent() && source.validation().isPresent() ? source.validation() : Optional.empty();
        if (validation.isEmpty() && config.validation() > 0) {
            Splits.Split split = Splits.stratified(train, config.validation(), config.seed());
            train = split.kept();
            validation = Optional.of(split.heldOut());
        }
        return new Division(train, validation, test);
    }

    /** Of the training part, if it has to be decoded, as many as the statistics need anyway; of the others all. */
    private static void refuseUnreadable(
            String source, SizedImages train, Optional<SizedImages> validation, Optional<SizedImages> test)
            throws DataException {
        int looked = train.atHand() ? Integer.MAX_VALUE : STATISTICS_PICTURES;
        List<String> messages = new ArrayList<>(PictureCheck.unreadable(train, looked));
        int total = Math.min(train.size(), looked);
        for (SizedImages part :
                Stream.of(validation, test).flatMap(Optional::stream).toList()) {
            messages.addAll(PictureCheck.unreadable(part, Integer.MAX_VALUE));
            total += part.size();
        }
        if (!messages.isEmpty()) {
            throw PictureCheck.refusal(source, total, messages);
        }
    }

    /** The pictures that judge a model of this source: see the class's rule. */
    public static Optional<ImageSet> testPart(ImageSource source, long seed) {
        if (source.test().isPresent()) {
            return source.test();
        }
        if (source.train().isPresent()) {
            return source.validation();
        }
        return source.everything()
                .map(all -> Splits.stratified(all, FLAT_TEST_SHARE, seed).heldOut());
    }

    private static ImageSet flat(ImageSource source) throws DataException {
        return source.everything()
                .orElseThrow(() -> new DataException(source.name() + ": has no train part and no classes"));
    }

    private static Optional<SizedImages> sized(Optional<ImageSet> set, int size, UnreadablePolicy policy)
            throws IOException {
        return set.isEmpty() ? Optional.empty() : Optional.of(SizedImages.of(set.get(), size, size, policy));
    }

    /** Number of training pictures of each class. */
    public int[] classCounts() {
        return train.classCounts();
    }

    /**
     * Weights that make every class count alike in the loss: pictures / (classes * pictures of the class), over the
     * classes that have pictures; 0 for the others. Their mean over the training pictures is 1.
     */
    public float[] classWeights() {
        int[] counts = classCounts();
        long present = IntStream.of(counts).filter(count -> count > 0).count();
        float[] weights = new float[counts.length];
        for (int k = 0; k < counts.length; k++) {
            weights[k] = counts[k] == 0 ? 0 : (float) ((double) train.size() / ((double) present * counts[k]));
        }
        return weights;
    }

    /** What was left out because it could not be read, in all parts. */
    public List<String> unreadable() {
        List<String> all = new ArrayList<>(train.unreadable());
        validation.ifPresent(part -> all.addAll(part.unreadable()));
        test.ifPresent(part -> all.addAll(part.unreadable()));
        return all;
    }

    /**
     * Counts the training pixels, of at most 20,000 pictures in a fixed, even choice, in the light of the first epoch:
     * where a training varies brightness, values beyond those of the files matter too. Decodes on all cores.
     *
     * @param augmentation of the training; only what changes light is applied
     * @param seed of the training
     */
    public PixelStatistics statistics(Augmentation augmentation, long seed) throws IOException {
        Augmentation light = augmentation.lightOnly();
        int height = train.height();
        int width = train.width();
        PixelStatistics statistics = new PixelStatistics();
        int count = Math.min(train.size(), STATISTICS_PICTURES);
        try {
            IntStream.range(0, count).parallel().forEach(i -> {
                int index = (int) ((long) i * train.size() / count);
                byte[] pixels = new byte[3 * height * width];
                try {
                    light.apply(train.pixels(index), height, width, pixels, 0, seed, 0, index);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                synchronized (statistics) {
                    statistics.add(pixels);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return statistics;
    }
}

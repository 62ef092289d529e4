package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.data.Augmentation;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.Resize;

/** {@code data check}, {@code data preview}, and what {@code train} says of the pictures before it begins. */
class DataCommandTest {
    @TempDir
    private Path directory;

    private Path pictures;

    private record Outcome(int code, String out, String err) {
        Map<String, Object> json() throws IOException {
            return JSON.std.mapFrom(out);
        }
    }

    private static Outcome pixemb(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    @BeforeEach
    void paint() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 20, "across", "down");
    }

    @Test
    void checkTellsWhatIsThereAndWhatTrainWouldDo() throws IOException {
        Outcome text = pixemb("data", "check", pictures, "--size", 16, "--batch", 8);
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .contains(
                        pictures + ": 40 pictures of 2 classes",
                        "across          20",
                        "17x20                 40",
                        "Every picture can be read.",
                        "No two pictures are equal.",
                        "train would take 28 pictures to train on, 4 to choose the best epoch by, 8 to test;",
                        "bring them to 16x16 for 'tiny' (0 have that size, 40 are cut to a square, 0 enlarged);",
                        "make 3 steps of 8 pictures an epoch, 40 epochs");
        Map<String, Object> json = pixemb("data", "check", pictures, "--size", 16, "--batch", 8, "--json")
                .json();
        assertThat(json)
                .containsEntry("images", 40)
                .containsEntry("unreadableImages", 0)
                .containsEntry("duplicatesWithin", 0)
                .containsEntry("duplicatesAcross", 0)
                .containsEntry("distinctSizes", 1)
                .containsEntry("sizes", List.of(Map.of("height", 17, "width", 20, "images", 40)));
        assertThat(json.get("train"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("training", 28)
                .containsEntry("stepsPerEpoch", 3)
                .containsEntry("cacheBytes", 40 * 16 * 16 * 3);
    }

    @Test
    void checkNamesUnreadableAndEqualPictures() throws IOException {
        Path split = directory.resolve("split");
        PaintedFolder.write(split.resolve("train"), 4, "a", "b");
        PaintedFolder.write(split.resolve("test"), 1, "a", "b"); // the first of each class of train
        Files.writeString(split.resolve("train/a/bad.jpg"), "nothing");
        Files.copy(split.resolve("train/a/picture-3.png"), split.resolve("train/b/again.png"));
        Path sheet = directory.resolve("sheet.png");
        Outcome outcome = pixemb("data", "check", split, "--sheet", sheet);
        assertThat(outcome.code()).as("an unreadable picture").isEqualTo(1);
        assertThat(outcome.out())
                .contains(
                        "1 pictures cannot be read:",
                        "bad.jpg: not a picture of a known kind",
                        "1 pictures are in their part twice, 2 in another part too (equal pixels):",
                        "labels differ: a, b",
                        "remove one of each");
        BufferedImage drawn = ImageIO.read(sheet.toFile());
        assertThat(drawn.getWidth()).isGreaterThan(1000);
        Map<String, Object> json = pixemb("data", "check", split, "--json").json();
        assertThat(json).containsEntry("duplicatesAcross", 2).containsEntry("unreadableImages", 1);
        assertThat((List<?>) json.get("duplicates")).hasSize(3);
        Path single = PaintedFolder.write(directory.resolve("single"), 3, "only");
        Outcome refused = pixemb("data", "check", single);
        assertThat(refused.code()).isZero();
        assertThat(refused.out()).contains("train would refuse: ", "want pictures of at least 2 classes");
        Outcome missing = pixemb("data", "check", directory.resolve("nowhere"));
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("pixemb: ", "no such file or folder").doesNotContain("\tat ");
    }

    @Test
    void previewShowsWhatTheTrainingSeesToThePixel() throws IOException {
        Path sheet = directory.resolve("preview.png");
        Outcome outcome = pixemb(
                "data",
                "preview",
                pictures,
                "--out",
                sheet,
                "--size",
                16,
                "--validation",
                0,
                "--pictures",
                2,
                "--variants",
                3,
                "--seed",
                7,
                "--turns",
                true,
                "--policy",
                1,
                "--random-crop",
                0.5);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        BufferedImage drawn = ImageIO.read(sheet.toFile());
        // Tiles of 128 pixels are the 16 of a picture times 8. The training part is a seeded 4/5 of the folder: the
        // plain tile says which of its pictures was taken, and where in the part it lies is one of 32 places.
        byte[] plain = tile(drawn, 130);
        byte[] second = tile(drawn, 130 + 2 * 136 + 8);
        boolean isAPicture = false;
        for (String name : new String[] {"across", "down"}) {
            for (int i = 0; i < 20; i++) {
                byte[] picture = Resize.resize(
                                ImageDecoder.decode(pictures.resolve(name + "/picture-" + i + ".png")), 16, 16)
                        .rgb();
                isAPicture |= Arrays.equals(picture, plain);
            }
        }
        assertThat(isAPicture).isTrue();
        Augmentation augmentation = new Augmentation(true, false, true, 4, 0.5, 0, 0, 0, 0, 1, 9, 0);
        boolean seen = false;
        for (int index = 0; index < 32; index++) {
            byte[] target = new byte[plain.length];
            augmentation.apply(plain, 16, 16, target, 0, 7, 1, index);
            seen |= Arrays.equals(target, second);
        }
        assertThat(seen)
                .as("epoch 2 of the preview is epoch 1, counted from 0, of the training")
                .isTrue();
    }

    /** A picture of 16x16 out of the first row of tiles. */
    private static byte[] tile(BufferedImage drawn, int left) {
        byte[] rgb = new byte[16 * 16 * 3];
        for (int i = 0; i < 256; i++) {
            int value = drawn.getRGB(left + i % 16 * 8 + 4, 74 + i / 16 * 8 + 4);
            rgb[3 * i] = (byte) (value >> 16);
            rgb[3 * i + 1] = (byte) (value >> 8);
            rgb[3 * i + 2] = (byte) value;
        }
        return rgb;
    }

    @Test
    void previewRefusesWhatTrainWouldRefuse() {
        Outcome unknown = pixemb("data", "preview", pictures, "--out", "x.png", "--random-crp", "1");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("--random-crop");
        Outcome range = pixemb("data", "preview", pictures, "--out", directory.resolve("x.png"), "--erasing", 3);
        assertThat(range.code()).isEqualTo(1);
        assertThat(range.err()).contains("erasing is 3, want a number 0.0..1.0");
        Outcome crop =
                pixemb("data", "preview", pictures, "--out", directory.resolve("x.png"), "--size", 16, "--crop", 20);
        assertThat(crop.code()).isEqualTo(1);
        assertThat(crop.err()).contains("want a crop padding of at most the smaller side of 16x16, got 20");
        assertThat(pixemb("data", "preview", pictures, "--out", "x.png", "--variants", 0)
                        .code())
                .isEqualTo(2);
        assertThat(pixemb("data").out()).contains("check", "preview");
    }

    private Outcome train(Path data, String run, Object... more) {
        Object[] fixed = {
            "train",
            "--data",
            data,
            "--out",
            directory.resolve(run),
            "--size",
            16,
            "--width",
            "0.25",
            "--dimensions",
            4,
            "--batch",
            8,
            "--epochs",
            1,
            "--crop",
            1
        };
        Object[] all = Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return pixemb(all);
    }

    @Test
    void trainGivesTheSameBytesWithTheCacheAndWithout() throws IOException {
        Outcome made = train(pictures, "made");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).contains("Decoding 40 pictures once, to 16x16, into a cache of 0.0 MB");
        Outcome used = train(pictures, "used");
        assertThat(used.err()).contains("Decoded pictures come from the cache");
        Outcome without = train(pictures, "without", "--no-cache");
        assertThat(without.code()).isZero();
        assertThat(without.err()).doesNotContain("cache");
        byte[] model = Files.readAllBytes(directory.resolve("made/model.pxm"));
        assertThat(Files.readAllBytes(directory.resolve("used/model.pxm"))).isEqualTo(model);
        assertThat(Files.readAllBytes(directory.resolve("without/model.pxm"))).isEqualTo(model);
    }

    @Test
    void trainTellsUnevenClassesAndWhatItDoesAboutThem() throws IOException {
        Path uneven = directory.resolve("uneven");
        PaintedFolder.write(uneven, 20, "across");
        PaintedFolder.write(uneven, 5, "down");
        Outcome plain = train(uneven, "plain");
        assertThat(plain.code()).as(plain.err()).isZero();
        assertThat(plain.err()).contains("Training pictures by class: across 14, down 3; uneven: --class-weights true");
        Outcome weighted = train(uneven, "weighted", "--class-weights", true);
        assertThat(weighted.code()).as(weighted.err()).isZero();
        assertThat(weighted.err()).contains("all classes count alike in the loss");
        Outcome balanced = train(uneven, "balanced", "--balanced", true);
        assertThat(balanced.code()).as(balanced.err()).isZero();
        assertThat(balanced.err()).contains("every class is shown equally often");
        byte[] model = Files.readAllBytes(directory.resolve("plain/model.pxm"));
        assertThat(Files.readAllBytes(directory.resolve("weighted/model.pxm"))).isNotEqualTo(model);
        assertThat(Files.readAllBytes(directory.resolve("balanced/model.pxm"))).isNotEqualTo(model);
        Outcome both = train(uneven, "both", "--balanced", true, "--class-weights", true);
        assertThat(both.code()).isEqualTo(1);
        assertThat(both.err()).contains("want at most one");
        Outcome eval = pixemb("eval", directory.resolve("balanced/model.pxm"), uneven, "--json");
        Map<String, Object> json = eval.json();
        List<?> perClass = (List<?>) json.get("perClass");
        double mean = perClass.stream()
                .mapToDouble(one -> ((Number) ((Map<?, ?>) one).get("accuracy")).doubleValue())
                .average()
                .orElseThrow();
        assertThat((double) json.get("macroAccuracy")).isEqualTo(mean);
        assertThat(pixemb("eval", directory.resolve("balanced/model.pxm"), uneven)
                        .out())
                .contains("mean over classes");
    }

    @Test
    void trainReadsAListWithSplits() throws IOException {
        StringBuilder list = new StringBuilder("path,label,split\n");
        for (String name : new String[] {"across", "down"}) {
            for (int i = 0; i < 20; i++) {
                list.append("pictures/")
                        .append(name)
                        .append("/picture-")
                        .append(i)
                        .append(".png,")
                        .append(name)
                        .append(i < 15 ? ",train\n" : ",test\n");
            }
        }
        Path file = Files.writeString(directory.resolve("list.csv"), list);
        Outcome outcome = train(file, "listed");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("2 classes; 26 training, 4 validation and 10 test pictures at 16x16");
        assertThat(pixemb("verify", directory.resolve("listed")).out()).contains("10 images", "0 differences");
    }
}

package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;
import static org.pixelembedding.cli.Outcome.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --from} as a user meets it. */
class TransferCommandTest {
    @TempDir
    static Path directory;

    private static Path pictures;
    private static Path body;

    @BeforeAll
    static void trainABody() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "left", "right");
        body = directory.resolve("body");
        Path others = PaintedFolder.write(directory.resolve("others"), 10, "a", "b", "c");
        assertThat(train(others, body).code()).isZero();
    }

    private static Outcome from(Object source, String run, Object... more) {
        List<Object> all = new ArrayList<>(List.of("train", "--data", pictures, "--from", source, "--epochs", 1));
        all.addAll(List.of("--out", directory.resolve(run)));
        all.addAll(List.of(more));
        return pixemb(all.toArray());
    }

    @Test
    void networkAndTableComeFromTheSourceAndTheRunIsVerified() throws IOException {
        for (Path source : new Path[] {body, body.resolve("checkpoints/best.ckpt"), body.resolve("model.pxm")}) {
            String run = "from-" + source.getFileName();
            Outcome outcome = from(source, run, "--size", 24);
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.err())
                    .contains("Starts from the body of " + source + " (tiny trained at 16x16, SHA-256 ");
            assertThat(Files.readString(directory.resolve(run).resolve("config.yaml")))
                    .contains("width: 0.25", "dimensions: 4", "size: 24", "fromSha256: \"")
                    .doesNotContain(directory.toString());
            Outcome verified = pixemb("verify", directory.resolve(run), "--json");
            assertThat(verified.json()).as(verified.err()).containsEntry("differences", 0);
        }
    }

    @Test
    void aStartedRunIsResumedWithoutItsSource() throws IOException {
        Path source = Files.copy(body.resolve("model.pxm"), directory.resolve("gone.pxm"));
        assertThat(from(source, "resumed").code()).isZero();
        Files.delete(source);
        Outcome outcome = pixemb("train", "--data", pictures, "--out", directory.resolve("resumed"), "--resume");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("This run is finished");
        from(source, "resumed", "--resume").assertRefused(source + ": no such run, checkpoint or model");
        from(body, "resumed", "--resume").assertRefused("fromSha256 (");
    }

    @Test
    void contradictionsAndWrongSourcesAreRefused() {
        from(body, "no", "--network", "resnet20", "--dimensions", 21)
                .assertRefused(
                        "its features do not go with these settings: dimensions (4, 21), network (tiny, resnet20)");
        from(body.resolve("model.pxm"), "no", "--network", "resnet20").assertRefused("model.pxm: ", "--network");
        from(directory.resolve("none"), "no").assertRefused("none: no such run, checkpoint or model to start from");
        from(body.resolve("config.yaml"), "no").assertRefused("config.yaml");
        from(body, "no", "--keep-classifier", true).assertRefused("keepClassifier wants the labels of");
        train(pictures, directory.resolve("no"), "--keep-classifier", true).assertRefused("want --from too");
        assertThat(directory.resolve("no")).doesNotExist();
    }

    @Test
    void someOfTheTrainingPicturesOfEachClass() {
        Outcome outcome = from(body, "few", "--per-class", 3, "--validation", 0);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        // 20 % of 12 are the test part: 2 a class.
        assertThat(outcome.err()).contains("2 classes; 6 training, 0 validation and 4 test pictures at 16x16");
    }
}

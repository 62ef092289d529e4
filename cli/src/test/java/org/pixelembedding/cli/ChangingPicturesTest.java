package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that turn unreadable while a training runs: without the cache it stops, and can go on; with it nothing is lost. */
class ChangingPicturesTest {
    @TempDir
    private Path directory;

    private Path pictures;
    private Path run;

    @BeforeEach
    void paint() throws IOException {
        pictures = PaintedFolder.write(directory.resolve("pictures"), 20, "across", "down");
        run = directory.resolve("run");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(pictures.resolve("across"))) {
            return files.sorted().toList();
        }
    }

    /** Trains; when the first epoch is told, the pictures of one class are overwritten. */
    private Outcome trainMeanwhileBreaking(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter() {
            private boolean broken;

            @Override
            public void write(String text, int from, int length) {
                super.write(text, from, length);
                if (!broken && getBuffer().indexOf("epoch 1 ") >= 0) {
                    broken = true;
                    breakPictures();
                }
            }
        };
        List<String> command = new ArrayList<>(
                List.of("train", "--data=" + pictures, "--out=" + run, "--size=16", "--width=0.25", "--dimensions=4"));
        command.addAll(List.of("--batch=8", "--epochs=8", "--crop=1"));
        command.addAll(List.of(options));
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), command.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    private void breakPictures() {
        try {
            for (Path file : files()) {
                Files.writeString(file, "broken");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withoutTheCacheItStopsAndGoesOnWhenTheyAreMended() throws IOException {
        List<byte[]> whole = new ArrayList<>();
        List<FileTime> times = new ArrayList<>();
        List<Path> files = files();
        for (Path file : files) {
            whole.add(Files.readAllBytes(file));
            times.add(Files.getLastModifiedTime(file));
        }
        trainMeanwhileBreaking("--no-cache")
                .assertRefused(
                        pictures.resolve("across").toString(),
                        "not a picture of a known kind",
                        "the last checkpoint is kept: mend the picture, then go on with --resume");
        assertThat(run.resolve("model.pxm")).doesNotExist();
        for (int i = 0; i < files.size(); i++) {
            Files.write(files.get(i), whole.get(i));
            Files.setLastModifiedTime(files.get(i), times.get(i));
        }
        Outcome resumed = Outcome.pixemb("train", "--data", pictures, "--out", run, "--no-cache", "--resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(run.resolve("model.pxm")).isRegularFile();
    }

    @Test
    void withTheCacheNothingIsNoticed() {
        Outcome outcome = trainMeanwhileBreaking();
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("into a cache of", "epoch 8 ");
    }
}

package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;
import static org.pixelembedding.cli.Outcome.train;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.format.ModelWriter;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.PlantedFaults;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.Thresholds;

/** A frozen model with one thing wrong in it: {@code verify} ends with 1 and names the layer. */
class PlantedFaultTest {
    @TempDir
    static Path directory;

    private static Path run;
    private static Model model;

    @BeforeAll
    static void trainOnce() throws IOException {
        run = directory.resolve("run");
        Outcome outcome = train(PaintedFolder.write(directory.resolve("pictures"), 12, "across", "down"), run);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        model = ModelReader.read(run.resolve("model.pxm"));
    }

    private static Layer layer(String name) {
        return model.node(name).orElseThrow().layer();
    }

    private static void assertNamed(String name, Layer planted) throws IOException {
        Path file = directory.resolve(name + ".pxm");
        ModelWriter.write(PlantedFaults.with(model, name, planted), file);
        Outcome outcome = pixemb("verify", run, "--model", file);
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).contains("first: ", "layer '" + name + "'", "channel", "training graph");
    }

    /** On the stem, whose inputs are the pixels' own codes: they are not all 0. */
    @Test
    void oneWrongSign() throws IOException {
        QuantConv2d stem = (QuantConv2d) layer("stem");
        PackedWeights w = stem.weights();
        int inputs = w.inChannels();
        int taps = w.kernelHeight() * w.kernelWidth();
        // Last output, centre tap, a channel in the middle of green.
        int wrong = ((w.outChannels() - 1) * taps + taps / 2) * inputs + inputs / 2;
        PackedWeights planted =
                PackedWeights.pack(1, w.outChannels(), w.kernelHeight(), w.kernelWidth(), inputs, index -> {
                    int tap = index / inputs % taps;
                    int out = index / inputs / taps;
                    boolean plus = w.weight(out, tap / w.kernelWidth(), tap % w.kernelWidth(), index % inputs) > 0;
                    return plus != (index == wrong);
                });
        assertNamed("stem", new QuantConv2d(planted, stem.stride(), stem.padding()));
    }

    @Test
    void oneShiftedThreshold() throws IOException {
        Thresholds thresholds = ((MultiThreshold) layer("conv3.in")).thresholds();
        int[] values = thresholds.toValues();
        boolean[] falling = thresholds.toFalling();
        // The first level of channel 1 is reached by every sum, so that no picture can miss it.
        values[3] = falling[1] ? 30_000 : -30_000;
        assertNamed("conv3.in", new MultiThreshold(new Thresholds(thresholds.bits(), values, falling)));
    }

    @Test
    void oneSwappedChannel() throws IOException {
        PixelEmbedding table = (PixelEmbedding) layer("embedding");
        byte[] codes = table.toCodes();
        for (int row = 0; row < codes.length; row += table.dimensions()) {
            byte first = codes[row];
            codes[row] = codes[row + 3];
            codes[row + 3] = first;
        }
        assertNamed("embedding", new PixelEmbedding(table.tables(), table.dimensions(), table.bits(), codes));
    }
}

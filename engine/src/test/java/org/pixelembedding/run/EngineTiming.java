package org.pixelembedding.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/**
 * Median time of a picture on the best kernel of whatever JVM runs this, 17 included; the command line's own {@code bench}
 * needs 25. {@code java -cp engine/target/engine-0.1.0-SNAPSHOT.jar:engine/target/test-classes
 * org.pixelembedding.run.EngineTiming MODEL}
 */
public final class EngineTiming {
    private static final int PICTURES = 200;

    private EngineTiming() {}

    /** Compares with the interpreter, then times. */
    public static void main(String[] args) throws IOException {
        Model model = ModelReader.read(Path.of(args[0]));
        byte[] rgb = new byte[model.inputHeight() * model.inputWidth() * 3];
        new Random(1).nextBytes(rgb);
        Session session =
                Planner.plan(model, model.inputHeight(), model.inputWidth()).newSession();
        session.run(rgb);
        int[] expected = new ReferenceInterpreter(model)
                .run(new RgbImage(model.inputHeight(), model.inputWidth(), rgb))
                .sums();
        if (!Arrays.equals(session.sums(), expected)) {
            throw new IllegalStateException("wrong sums: no time is worth reading");
        }
        double[] micros = new double[PICTURES];
        for (int pass = 0; pass < 3; pass++) {
            for (int i = 0; i < PICTURES; i++) {
                long start = System.nanoTime();
                session.run(rgb);
                micros[i] = (System.nanoTime() - start) * 1e-3;
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                "Java %s, %s: median %.0f us a picture%n",
                Runtime.version(), BitKernels.reason(), micros[PICTURES / 2]);
    }
}

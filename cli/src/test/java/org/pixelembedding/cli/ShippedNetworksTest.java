package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.ScalarBitKernel;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.ReferenceInterpreter;
import org.pixelembedding.run.Session;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.RandomNetwork;

/** Every shipped network with random weights, on small pictures: each kernel gives the interpreter's class sums. */
class ShippedNetworksTest {
    private static final int SIZE = 32;

    static List<String> names() {
        return NetworkSpec.SHIPPED;
    }

    @ParameterizedTest
    @MethodSource("names")
    void kernelsAgreeWithTheInterpreter(String name) throws IOException {
        assertThat(BitKernels.best().name()).startsWith("vector-");
        Model model = RandomNetwork.frozen(NetworkSpec.load(name), SIZE, "pixel-embedding");
        byte[] rgb = new byte[SIZE * SIZE * 3];
        new Random(1).nextBytes(rgb);
        int[] expected = new ReferenceInterpreter(model)
                .run(new RgbImage(SIZE, SIZE, rgb))
                .sums();
        assertThat(expected).hasSize(model.labels().size());
        for (BitKernel kernel : List.of(new ScalarBitKernel(), BitKernels.best())) {
            Session session = Planner.plan(model, SIZE, SIZE, kernel).newSession();
            session.run(rgb);
            assertThat(session.sums()).as("%s on %s", name, kernel.name()).isEqualTo(expected);
        }
    }
}

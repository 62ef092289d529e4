package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pixelembedding.cli.Outcome.pixemb;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.data.ImageSource;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.format.ModelReader;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.ReferenceInterpreter;
import org.pixelembedding.run.Session;

/** The models that ship: each has its card, and every kernel gives what was recorded when it was added. */
class ZooTest {
    private static final Path MODELS = Path.of("..", "models");
    private static final int LARGEST = 1_000_000;
    /** Pictures whose every layer is recorded, and that the interpreter runs too. */
    private static final int LOOKED_INTO = 8;

    @BeforeAll
    static void saysWhereTheModelsAre() {
        System.setProperty(Zoo.FOLDER_PROPERTY, MODELS.toString());
    }

    @AfterAll
    static void forgets() {
        System.clearProperty(Zoo.FOLDER_PROPERTY);
    }

    static Set<String> names() {
        return new TreeSet<>(Zoo.names());
    }

    static List<Object[]> modelsOnKernels() {
        List<Object[]> cases = new ArrayList<>();
        for (String name : names()) {
            for (BitKernel kernel : Set.of(BitKernels.named("scalar"), BitKernels.best())) {
                cases.add(new Object[] {name, kernel});
            }
        }
        return cases;
    }

    private static Model model(String name) throws IOException {
        return ModelReader.read(Zoo.path("zoo:" + name));
    }

    @Test
    void theZooHasTheseModels() {
        assertThat(names())
                .containsExactly(
                        "cifar-100",
                        "cifar-100-body",
                        "cifar-100-resnet18",
                        "eurosat-mini",
                        "eurosat-mini-resnet18",
                        "imagenette");
        assertThat(names())
                .allSatisfy(name -> assertThat(pixemb("--help").out()).contains("zoo:" + name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void isSmallAndHasACardThatSaysItsSize(String name) throws IOException {
        long bytes = Files.size(Zoo.path("zoo:" + name));
        assertThat(bytes).isLessThan(LARGEST);
        String card = Files.readString(MODELS.resolve(name).resolve("README.md"), StandardCharsets.UTF_8);
        assertThat(card).startsWith("---\nlibrary_name: pixel-embedding\n").contains("%,d bytes".formatted(bytes));
        assertThat(Files.readString(MODELS.resolve("README.md"))).contains("(" + name + "/README.md)");
    }

    @ParameterizedTest
    @MethodSource("modelsOnKernels")
    void givesWhatIsRecorded(String name, BitKernel kernel) throws IOException {
        Path file = MODELS.resolve(name).resolve("golden.json");
        assertThat(told(model(name), kernel)).isEqualTo(JSON.std.mapFrom(Files.readAllBytes(file)));
    }

    @Test
    void isNamedOnTheCommandLine() {
        assertThat(pixemb("inspect", "zoo:eurosat-mini").out()).contains("87,704", "AnnualCrop");
        Outcome unknown = pixemb("inspect", "zoo:nothing");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err())
                .contains(
                        "'nothing'",
                        "zoo:cifar-100, zoo:cifar-100-body, zoo:cifar-100-resnet18, zoo:eurosat-mini, "
                                + "zoo:eurosat-mini-resnet18, zoo:imagenette");
        assertThat(pixemb("serve", "zoo:nothing").err())
                .contains("zoo:cifar-100, zoo:cifar-100-body, zoo:cifar-100-resnet18, zoo:eurosat-mini, "
                        + "zoo:eurosat-mini-resnet18, zoo:imagenette");
    }

    /** Hashes over class sums of all test pictures and over all layers of the first few; right answers where labels are equal. */
    private static Map<String, Object> told(Model model, BitKernel kernel) throws IOException {
        MessageDigest sums = sha256();
        MessageDigest layers = sha256();
        int right = 0;
        try (ImageSource source = ImageSource.open(Path.of("..", "samples", "eurosat-mini.zip"))) {
            SizedImages pictures = SizedImages.of(
                    source.toTestOn().orElseThrow(), model.inputHeight(), model.inputWidth(), UnreadablePolicy.FAIL);
            Session session = Planner.plan(model, model.inputHeight(), model.inputWidth(), kernel)
                    .newSession();
            Session keeping = Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth(), kernel)
                    .newSession();
            for (int i = 0; i < pictures.size(); i++) {
                byte[] rgb = pictures.pixels(i);
                session.run(rgb);
                add(sums, session.sums());
                right += best(session.sums()) == pictures.label(i) ? 1 : 0;
                if (i < LOOKED_INTO) {
                    keeping.run(rgb);
                    NodeValues values = new ReferenceInterpreter(model)
                            .run(new RgbImage(model.inputHeight(), model.inputWidth(), rgb));
                    for (int node = 0; node < model.nodes().size(); node++) {
                        assertThat(keeping.trace().values(node)).isEqualTo(values.values(node));
                        add(layers, values.values(node));
                    }
                }
            }
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("pictures", pictures.size());
            told.put("sumsSha256", hex(sums));
            told.put("lookedInto", LOOKED_INTO);
            told.put("layersSha256", hex(layers));
            if (pictures.labels().equals(model.labels())) {
                told.put("right", right);
            }
            return told;
        }
    }

    /** The lowest index of the largest sums. */
    private static int best(int[] sums) {
        int best = 0;
        for (int i = 1; i < sums.length; i++) {
            best = sums[i] > sums[best] ? i : best;
        }
        return best;
    }

    private static void add(MessageDigest digest, int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        bytes.asIntBuffer().put(values);
        digest.update(bytes.array());
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

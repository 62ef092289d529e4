package org.pixelembedding.export.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pixelembedding.export.browser.NodeProgram;
import org.pixelembedding.export.browser.WasmTarget;
import org.pixelembedding.export.c.CTarget;
import org.pixelembedding.export.c.CToolchain;
import org.pixelembedding.export.c.CToolchains;
import org.pixelembedding.export.qonnx.QonnxTarget;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.PlantedFaults;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;
import org.pixelembedding.run.Difference;

class TargetComparisonTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);
    private static final Model MODEL = SampleModels.integers();

    /** Runs another model than it is asked to: whatever a target makes of a model then has the fault in it. */
    private record Faulty(VerifyTarget target, UnaryOperator<Model> fault) implements VerifyTarget {
        @Override
        public String name() {
            return target.name();
        }

        @Override
        public Optional<String> missing() {
            return target.missing();
        }

        @Override
        public TargetProgram start(Model model, Path workspace) throws IOException {
            return target.start(fault.apply(model), workspace);
        }
    }

    /** A target whose program fails after some pictures. */
    private record Broken(String name, int after) implements VerifyTarget {
        @Override
        public TargetProgram start(Model model, Path workspace) throws IOException {
            if (after == 0) {
                throw new IOException("does not even start");
            }
            TargetProgram program = EngineTarget.scalar().start(model, workspace);
            int[] done = {0};
            return new TargetProgram() {
                @Override
                public List<int[]> sums(List<RgbImage> pictures) throws IOException {
                    done[0] += pictures.size();
                    if (done[0] > after) {
                        throw new IOException("died after " + after);
                    }
                    return program.sums(pictures);
                }

                @Override
                public List<int[]> layers(RgbImage picture) throws IOException {
                    return program.layers(picture);
                }
            };
        }
    }

    private static PictureSequence pictures(Model model, int count) {
        return new PictureSequence() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public String name(int index) {
                return "picture " + index;
            }

            @Override
            public RgbImage picture(int index) {
                return RandomModels.picture(model, SEED + index);
            }
        };
    }

    private static ComparisonReport compare(Model model, int images, boolean all, VerifyTarget... targets)
            throws IOException {
        return TargetComparison.of(
                model, List.of(targets), pictures(model, images), all, new TargetComparison.Progress() {
                    @Override
                    public void starting(String target) {}

                    @Override
                    public void compared(int done, int total) {
                        assertThat(done).isLessThanOrEqualTo(total);
                    }
                });
    }

    @Test
    void whatAgreesIsTheSame() throws IOException {
        for (int round = 0; round < 5; round++) {
            Model model = RandomModels.of(SEED + round);
            ComparisonReport report = compare(model, 70, false, new InterpreterTarget(), EngineTarget.scalar());
            assertThat(report.targets())
                    .as("-Dpixemb.seed=%d", SEED)
                    .allSatisfy(target -> assertThat(target.status()).isEqualTo(TargetResult.Status.SAME))
                    .allSatisfy(target -> assertThat(target.images()).isEqualTo(70));
            assertThat(report.passed()).isTrue();
            assertThat(report.summary())
                    .isEqualTo("70 images, " + model.nodes().size() + " layers, 2 targets ran, 0 differences");
        }
    }

    static List<VerifyTarget> targets() {
        List<VerifyTarget> targets = new ArrayList<>(List.of(EngineTarget.scalar(), new QonnxTarget()));
        CToolchains.all().forEach(toolchain -> targets.add(new CTarget(toolchain)));
        targets.add(new WasmTarget(NodeProgram.Kernels.SIMD));
        targets.add(new WasmTarget(NodeProgram.Kernels.PLAIN));
        return targets;
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aFaultInATargetIsFoundAndNamed(VerifyTarget target) throws IOException {
        target.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        VerifyTarget planted = new Faulty(target, model -> PlantedFaults.shiftedThreshold(model, "head", 1));
        ComparisonReport report = compare(MODEL, 3, false, new InterpreterTarget(), planted);
        assertThat(report.passed()).isFalse();
        assertThat(report.differences()).isPositive();
        assertThat(report.targets().getFirst().status()).isEqualTo(TargetResult.Status.SAME);
        TargetResult result = report.targets().getLast();
        assertThat(result.status()).isEqualTo(TargetResult.Status.DIFFERENT);
        Difference first = result.first().orElseThrow();
        assertThat(first.layer()).as(first.toString()).isEqualTo("head");
        assertThat(first.channel()).isEqualTo(1);
        assertThat(first.executor()).isEqualTo(target.name());
        assertThat(first.against()).isEqualTo("interpreter");
        assertThat(first.actual()).isNotEqualTo(first.expected());
        assertThat(first.toString()).contains("picture ", ", y ", ", x ");
    }

    @Test
    void aWeightThatShowsInTheLastSumsOnlyIsNamedByThem() throws IOException {
        VerifyTarget target = new CTarget(CToolchains.all().getFirst());
        target.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        VerifyTarget planted = new Faulty(target, model -> PlantedFaults.flippedWeight(model, "classifier", 2, 4));
        Difference first = compare(MODEL, 2, false, EngineTarget.scalar(), planted)
                .targets()
                .getLast()
                .first()
                .orElseThrow();
        assertThat(first.layer()).isEqualTo("sum");
        assertThat(first.channel()).isEqualTo(2);
    }

    @Test
    void aPictureBelongsToTheFirstThatRunsIt() throws IOException {
        VerifyTarget few = new VerifyTarget() {
            @Override
            public String name() {
                return "few";
            }

            @Override
            public int usualImages() {
                return 5;
            }

            @Override
            public TargetProgram start(Model model, Path workspace) {
                return EngineTarget.scalar().start(model, workspace);
            }
        };
        VerifyTarget planted =
                new Faulty(new InterpreterTarget(), model -> PlantedFaults.flippedWeight(model, "classifier", 0, 0));
        ComparisonReport report = compare(MODEL, 80, false, few, EngineTarget.scalar(), planted);
        assertThat(report.targets()).extracting(TargetResult::images).containsExactly(5, 80, 80);
        assertThat(report.targets().getLast().first().orElseThrow().against()).isEqualTo("few");
        assertThat(compare(MODEL, 9, true, few, EngineTarget.scalar()).targets())
                .extracting(TargetResult::images)
                .containsExactly(9, 9);
    }

    @Test
    void whatCannotRunIsSkippedAndWhatBreaksFails() throws IOException {
        ComparisonReport skipped = compare(
                MODEL,
                2,
                false,
                EngineTarget.scalar(),
                new MissingTarget("c-none", "no none on the PATH; install none"));
        assertThat(skipped.passed()).isTrue();
        assertThat(skipped.targets().getLast().status()).isEqualTo(TargetResult.Status.SKIPPED);
        assertThat(skipped.targets().getLast().reason()).contains("install none");

        ComparisonReport broken =
                compare(MODEL, 100, false, new Broken("a", 0), new Broken("b", 70), EngineTarget.scalar());
        assertThat(broken.passed()).isFalse();
        assertThat(broken.targets())
                .extracting(TargetResult::status)
                .containsExactly(TargetResult.Status.FAILED, TargetResult.Status.FAILED, TargetResult.Status.SAME);
        assertThat(broken.targets()).extracting(TargetResult::images).containsExactly(0, 64, 100);
        assertThat(broken.targets().get(1).reason()).isEqualTo("died after 70");
    }

    @Test
    void workspacesAreGoneAfterwards() throws IOException {
        List<Path> seen = new ArrayList<>();
        VerifyTarget writing = new VerifyTarget() {
            @Override
            public String name() {
                return "writing";
            }

            @Override
            public TargetProgram start(Model model, Path workspace) throws IOException {
                seen.add(Files.writeString(workspace.resolve("file"), "x"));
                return EngineTarget.scalar().start(model, workspace);
            }
        };
        compare(MODEL, 1, false, writing, new Broken("broken", 0));
        assertThat(seen).singleElement().satisfies(file -> {
            assertThat(file).doesNotExist();
            assertThat(file.getParent().getParent()).doesNotExist();
        });
    }

    @Test
    void aModelThatATargetCannotExpressIsSkippedWithItsLayer() throws IOException {
        VerifyTarget target = new CTarget(CToolchains.all().getFirst());
        target.missing().ifPresent(why -> Assumptions.abort("skipped: " + why));
        TargetResult result =
                compare(SampleModels.floatEnds(), 0, false, target).targets().getFirst();
        assertThat(result.status()).isEqualTo(TargetResult.Status.SKIPPED);
        assertThat(result.reason()).contains("layer 'stem'");
    }

    /** Where a toolchain is not installed, the reason names what to install. */
    @Test
    void everyToolchainNamesItsPackages() {
        assertThat(CToolchains.all())
                .allSatisfy(toolchain -> assertThat(toolchain.packages()).isNotEmpty());
        Optional<String> missing = new CToolchain(
                        "c-none", List.of("no-such-compiler"), List.of(), false, List.of("some-package"))
                .missing();
        assertThat(missing).contains("no no-such-compiler on the PATH; install some-package");
    }
}

package org.pixelembedding.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.kernel.PackedConvolution;
import org.pixelembedding.kernel.ScalarBitKernel;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RandomModels;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.SampleModels;

/** The engine against the oracle, on random models, fused and unfused, every materialised number. */
class EngineParityTest {
    private static final long SEED = Long.getLong("pixemb.seed", 0x5EED);

    private static void assertSame(NodeValues actual, NodeValues expected, Model model, String what) {
        int compared = 0;
        for (int node = 0; node < model.nodes().size(); node++) {
            if (actual.has(node)) {
                compared++;
                assertThat(actual.values(node))
                        .as("%s, layer '%s'", what, model.nodes().get(node).name())
                        .isEqualTo(expected.values(node));
            }
        }
        assertThat(compared).as("layers compared, " + what).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"PIXEL_EMBEDDING, 300", "ORDERED_DITHER, 60", "JOINT_EMBEDDING, 60", "BIT_PLANE_CONV_2D, 60"})
    void randomModelsGiveTheOraclesNumbers(Layer.Kind input, int rounds) {
        for (int round = 0; round < rounds; round++) {
            long seed = SEED + round;
            Model model = RandomModels.of(seed, input);
            RgbImage picture = RandomModels.picture(model, seed);
            NodeValues expected = new ReferenceInterpreter(model).run(picture);
            String what = "-Dpixemb.seed=" + seed;
            Session fused =
                    Planner.plan(model, model.inputHeight(), model.inputWidth()).newSession();
            Session traced = Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth())
                    .newSession();
            // Twice, because a second picture must not see anything of the first.
            fused.run(RandomModels.picture(model, seed + 1).rgb());
            for (Session session : new Session[] {fused, traced}) {
                session.run(picture.rgb());
                assertSame(session.trace(), expected, model, what);
                assertThat(session.sums()).as(what).isEqualTo(expected.sums());
            }
            for (int node = 0; node < model.nodes().size(); node++) {
                assertThat(traced.trace().has(node))
                        .as("a trace has every layer")
                        .isTrue();
            }
        }
    }

    @Test
    void otherPictureSizesArePlannedToo() {
        Model model = SampleModels.integers();
        for (int height = 4; height < 13; height++) {
            byte[] rgb = new byte[height * 7 * 3];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) (i * 31);
            }
            Session session = Planner.plan(model, height, 7).newSession();
            session.run(rgb);
            assertThat(session.sums())
                    .isEqualTo(new ReferenceInterpreter(model)
                            .run(new RgbImage(height, 7, rgb))
                            .sums());
        }
    }

    @Test
    void runningFromTheMiddleGivesTheSameEnd() {
        Model model = SampleModels.integers();
        RgbImage picture = RandomModels.picture(model, SEED);
        ReferenceInterpreter interpreter = new ReferenceInterpreter(model);
        NodeValues whole = interpreter.run(picture);
        int pool = model.indexOf("pool");
        NodeValues rest = interpreter.runFrom("pool", whole.values(pool));
        assertThat(rest.sums()).isEqualTo(whole.sums());
        assertThat(rest.has(0)).isFalse();
        assertThatThrownBy(() -> rest.values(0)).hasMessageContaining("'embedding'");
        Session session = Planner.plan(model, 8, 10).newSession();
        session.run(new byte[8 * 10 * 3]);
        session.runFrom("pool", whole.values(pool));
        assertThat(session.sums()).isEqualTo(whole.sums());
        assertThatThrownBy(() -> session.runFrom("pool", new int[3])).hasMessageContaining("want 180 codes");
        assertThatThrownBy(() -> session.runFrom("stem", new int[3])).hasMessageContaining("keeps no codes");
    }

    @Test
    void floatEndsAgreeToTheBitBetweenInterpreterAndEngine() {
        Model model = SampleModels.floatEnds();
        RgbImage picture = RandomModels.picture(model, SEED);
        NodeValues expected = new ReferenceInterpreter(model).run(picture);
        Session session = Planner.plan(model, 6, 6).newSession();
        session.run(picture.rgb());
        assertThat(session.logits()).isEqualTo(expected.logits()).hasSize(2);
        assertThat(session.trace().values(0)).isEqualTo(expected.values(0));
    }

    @Test
    void aPlantedDifferenceIsSeen() {
        Model model = RandomModels.of(SEED);
        RgbImage picture = RandomModels.picture(model, SEED);
        Session session = Planner.plan(model, model.inputHeight(), model.inputWidth(), offByOne())
                .newSession();
        session.run(picture.rgb());
        assertThat(session.sums())
                .isNotEqualTo(new ReferenceInterpreter(model).run(picture).sums());
    }

    /** A kernel whose first threshold of every layer is off by one: the comparison must notice. */
    private static BitKernel offByOne() {
        ScalarBitKernel right = new ScalarBitKernel();
        return (BitKernel) Proxy.newProxyInstance(
                BitKernel.class.getClassLoader(), new Class<?>[] {BitKernel.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(right, arguments);
                    if (method.getName().equals("toSums")) {
                        int at = (int) arguments[4] * ((PackedConvolution) arguments[0]).outputs();
                        if (arguments[2] instanceof short[] narrow) {
                            narrow[at]++;
                        } else {
                            ((int[]) arguments[2])[at]++;
                        }
                    }
                    return result;
                });
    }

    @Test
    void threadsShareAPictureAndGiveTheSameNumbers() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 60; round++) {
                long seed = SEED + round;
                Model model = RandomModels.of(seed);
                Plan plan = Planner.plan(model, model.inputHeight(), model.inputWidth());
                Session alone = plan.newSession();
                Session shared = plan.newSession(pool, 1 + round % 4);
                for (int i = 0; i < 20; i++) {
                    byte[] rgb = RandomModels.picture(model, seed + i).rgb();
                    alone.run(rgb);
                    shared.run(rgb);
                    assertThat(shared.sums())
                            .as("-Dpixemb.seed=%d, picture %d, %d threads", seed, i, 1 + round % 4)
                            .isEqualTo(alone.sums());
                }
            }
        } finally {
            pool.shutdown();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anExecutorThatNeverComesIsNotWaitedFor() {
        Model model = RandomModels.of(SEED);
        Plan plan = Planner.plan(model, model.inputHeight(), model.inputWidth());
        byte[] rgb = RandomModels.picture(model, SEED).rgb();
        Session alone = plan.newSession();
        alone.run(rgb);
        Session refused = plan.newSession(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                3);
        refused.run(rgb);
        assertThat(refused.sums()).isEqualTo(alone.sums());
        Session ignored = plan.newSession(task -> {}, 3);
        ignored.run(rgb);
        assertThat(ignored.sums()).isEqualTo(alone.sums());
        assertThatThrownBy(() -> plan.newSession(Runnable::run, 0)).hasMessageContaining("want 1 to 64 threads, got 0");
    }

    @Test
    void sumsAreKeptInAsFewBitsAsAreProved() {
        Model model = SampleModels.integers();
        String how = String.join(
                "; ",
                Planner.plan(model, 8, 10).steps().stream().map(Plan.Step::how).toList());
        assertThat(how).contains("int16 sums").contains("global sum, int32");
    }

    @Test
    void steadyStateAllocatesNothing() {
        Model model = SampleModels.integers();
        Session session = Planner.plan(model, 8, 10).newSession();
        byte[] rgb = RandomModels.picture(model, SEED).rgb();
        int[] sums = new int[3];
        for (int i = 0; i < 2000; i++) {
            session.run(rgb);
            session.sums(sums);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(id); // its own first call allocates
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 1000; i++) {
            session.run(rgb);
            session.sums(sums);
        }
        // The measurement itself may box a number; a single int[] a picture would be 16,000 bytes and more.
        assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(1000);
    }

    @Test
    void wrongUseOfASessionIsTold() throws InterruptedException {
        Session session = Planner.plan(SampleModels.integers(), 8, 10).newSession();
        assertThatThrownBy(() -> session.run(new byte[7])).hasMessageContaining("want 8x10x3 = 240 bytes, got 7");
        // Two threads hammer one session: at least one call must be refused, and none may give wrong sums.
        byte[] rgb = RandomModels.picture(SampleModels.integers(), 1).rgb();
        int[] expected = new ReferenceInterpreter(SampleModels.integers())
                .run(new RgbImage(8, 10, rgb))
                .sums();
        AtomicReference<Throwable> refused = new AtomicReference<>();
        CountDownLatch ready = new CountDownLatch(2);
        Runnable hammer = () -> {
            ready.countDown();
            try {
                ready.await();
                for (int i = 0; i < 200_000 && refused.get() == null; i++) {
                    session.run(rgb);
                }
            } catch (IllegalStateException e) {
                refused.set(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread other = new Thread(hammer);
        other.start();
        hammer.run();
        other.join();
        assertThat(refused.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to one thread");
        session.run(rgb);
        assertThat(session.sums()).isEqualTo(expected);
    }

    @Test
    void aSizeThatTheNetworkCannotTakeIsRefusedByLayer() {
        assertThatThrownBy(() -> Planner.plan(SampleModels.integers(), 1, 10))
                .hasMessageContaining("'pool'")
                .hasMessageContaining("does not fit");
    }

    @Test
    void kernelsAreChosenByName() {
        assertThat(BitKernels.named("scalar").name()).isEqualTo("scalar");
        assertThat(BitKernels.reason()).contains(BitKernels.best().name());
        assertThatThrownBy(() -> BitKernels.named("vectr")).hasMessageContaining("there are scalar");
        Plan plan = Planner.plan(SampleModels.integers(), 8, 10);
        Plan.Step first = plan.steps().get(0);
        assertThat(first.how()).startsWith("look-up and add, scalar");
    }
}

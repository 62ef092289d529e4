package org.pixelembedding.export.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.kernel.BitKernels;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.Planner;
import org.pixelembedding.run.Session;

/** The engine on one of its kernels: {@code scalar}, {@code vector}. Layers are looked at in a plan that fuses nothing. */
public final class EngineTarget implements VerifyTarget {
    private final String name;
    private final Supplier<BitKernel> kernel;

    private EngineTarget(String name, Supplier<BitKernel> kernel) {
        this.name = name;
        this.kernel = kernel;
    }

    /** Plain Java. */
    public static EngineTarget scalar() {
        return new EngineTarget("scalar", () -> BitKernels.named("scalar"));
    }

    /** The Vector API, as wide as this machine or the property of that name says. */
    public static EngineTarget vector() {
        return new EngineTarget("vector", BitKernels::vector);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> missing() {
        try {
            var _ = kernel.get();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public TargetProgram start(Model model, Path workspace) {
        return new Program(model, kernel.get());
    }

    private static final class Program implements TargetProgram {
        private final Model model;
        private final BitKernel kernel;
        private final Session session;

        Program(Model model, BitKernel kernel) {
            this.model = model;
            this.kernel = kernel;
            session = Planner.plan(model, model.inputHeight(), model.inputWidth(), kernel)
                    .newSession();
        }

        @Override
        public List<int[]> sums(List<RgbImage> pictures) {
            List<int[]> sums = new ArrayList<>();
            for (RgbImage picture : pictures) {
                session.run(picture.rgb());
                sums.add(session.sums());
            }
            return sums;
        }

        @Override
        public List<int[]> layers(RgbImage picture) {
            Session traced = Planner.planKeepingAll(model, model.inputHeight(), model.inputWidth(), kernel)
                    .newSession();
            traced.run(picture.rgb());
            return InterpreterTarget.kept(traced.trace(), model);
        }
    }
}

package org.pixelembedding.train.torch;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.pixelembedding.train.Parameters;

/**
 * Adam (arXiv 1412.6980, algorithm 1) for one tensor, beta 0.9 and 0.999, epsilon 1e-8, with coupled weight decay (the
 * decay is added to the gradient). One pass over parameter, gradient and both moments, where a chain of library operations
 * makes eleven and three temporary tensors. Its state is plain tensors, so that checkpoints can hold it.
 */
final class Adam implements AutoCloseable {
    static final double BETA1 = 0.9;
    static final double BETA2 = 0.999;
    static final double EPSILON = 1e-8;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    /** Numbers that one thread takes at a time. */
    private static final int CHUNK = 1 << 15;

    private final Tensor parameter;
    private final Tensor first;
    private final Tensor second;
    private final double decay;
    private final double factor;

    /**
     * State starts at 0. Must not be made inside a pointer scope that ends before the optimizer does.
     *
     * @param factor on the learning rate
     */
    Adam(Tensor parameter, double decay, double factor) {
        this.parameter = parameter;
        this.decay = decay;
        this.factor = factor;
        first = torch.zeros_like(parameter);
        second = torch.zeros_like(parameter);
    }

    /**
     * One update, after which the gradient is 0; the caller holds a no-grad guard.
     *
     * @param gradient contiguous float32, as the parameter is
     * @param step counts from 1
     */
    void update(Tensor gradient, double learningRate, long step) {
        if (!gradient.is_contiguous()) {
            throw new IllegalArgumentException("want a contiguous gradient");
        }
        double correction1 = 1 - StrictMath.pow(BETA1, (double) step);
        double correction2 = 1 - StrictMath.pow(BETA2, (double) step);
        Pass pass = new Pass(
                segment(parameter),
                segment(gradient),
                segment(first),
                segment(second),
                (float) decay,
                (float) (-learningRate * factor / correction1),
                (float) (1 / StrictMath.sqrt(correction2)));
        int count = Math.toIntExact(parameter.numel());
        if (count <= CHUNK) {
            pass.run(0, count);
        } else {
            TorchRuntime.parts((count + CHUNK - 1) / CHUNK)
                    .forEach(chunk -> pass.run(chunk * CHUNK, Math.min(count, (chunk + 1) * CHUNK)));
        }
    }

    /** Copies both moments into {@code target}: {@code NAME.adam1} and {@code .adam2}. */
    void save(String name, Parameters target) {
        target.put(name + ".adam1", TensorMemory.read(first));
        target.put(name + ".adam2", TensorMemory.read(second));
    }

    /** Takes back what {@link #save} gave. */
    void load(String name, Parameters source) {
        TensorMemory.write(first, source.get(name + ".adam1"));
        TensorMemory.write(second, source.get(name + ".adam2"));
    }

    private static MemorySegment segment(Tensor tensor) {
        return MemorySegment.ofBuffer(TensorMemory.view(tensor));
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }

    private record Pass(
            MemorySegment parameter,
            MemorySegment gradient,
            MemorySegment first,
            MemorySegment second,
            float decay,
            float rate,
            float correction) {

        void run(int from, int to) {
            int bound = from + SPECIES.loopBound(to - from);
            VectorMask<Float> all = SPECIES.maskAll(true);
            for (int i = from; i < bound; i += SPECIES.length()) {
                update((long) i * Float.BYTES, all);
            }
            if (bound < to) {
                update((long) bound * Float.BYTES, SPECIES.indexInRange(bound, to));
            }
        }

        private void update(long at, VectorMask<Float> mask) {
            FloatVector p = FloatVector.fromMemorySegment(SPECIES, parameter, at, ORDER, mask);
            FloatVector g = FloatVector.fromMemorySegment(SPECIES, gradient, at, ORDER, mask)
                    .add(p.mul(decay));
            FloatVector m = FloatVector.fromMemorySegment(SPECIES, first, at, ORDER, mask)
                    .mul((float) BETA1)
                    .add(g.mul((float) (1 - BETA1)));
            FloatVector v = FloatVector.fromMemorySegment(SPECIES, second, at, ORDER, mask)
                    .mul((float) BETA2)
                    .add(g.mul(g).mul((float) (1 - BETA2)));
            FloatVector step =
                    m.div(v.sqrt().mul(correction).add((float) EPSILON)).mul(rate);
            p.add(step).intoMemorySegment(parameter, at, ORDER, mask);
            m.intoMemorySegment(first, at, ORDER, mask);
            v.intoMemorySegment(second, at, ORDER, mask);
            FloatVector.zero(SPECIES).intoMemorySegment(gradient, at, ORDER, mask);
        }
    }
}

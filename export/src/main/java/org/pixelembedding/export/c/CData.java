package org.pixelembedding.export.c;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.PackedWeights;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.model.Thresholds;

/**
 * A model as data for the kernels of exported C that were compiled before the model was known: what {@link CSource} writes as
 * arrays and structures. Words of 64 bits, little endian. {@code src/main/wasm/runtime.c} reads it.
 *
 * <p>First the constants, each at a multiple of 16 and never at 0, which means "none". Then the program, numbers of 32 bits: the
 * embedding (rows, codes, dimensions, bits, first row of each colour), the bytes that prepared weights, tables of pixels and
 * unfinished sums take where there are vectors, steps, each a number for what it does and the fields of its structure in the order in which the
 * kernels declare them, and the end with the place of the class sums.
 */
public final class CData {
    private static final int WORD_BITS = Long.SIZE;
    private static final int ALIGNMENT = 16;
    private static final int NONE = -1;
    /** Of WebAssembly's 128 bits: a look-up chooses among the sums of 4 channels. */
    private static final CVectors VECTORS = new CVectors(4);

    private static final int TABLE_BYTES = 16;
    /** Outputs at once, and pixels of a tile. */
    private static final int LANES = 16;

    private static final int TILE = 4;

    // What a step does; runtime.c has the same names and numbers.
    private static final int END = 0;
    private static final int CONVOLVE = 1;
    private static final int EMBED_ALL = 2;
    private static final int POOL = 3;
    private static final int WORK_ON_SUMS = 4;
    private static final int CLEAR = 5;
    private static final int TRACE_CODES = 6;
    private static final int TRACE_SUMS = 7;
    private static final int LOOK_UP_AND_ADD = 8;

    private final CPlan plan;
    private final CArena arena;
    private final boolean tracing;
    private final List<byte[]> constants = new ArrayList<>();
    private final List<Integer> program = new ArrayList<>();
    private int end = ALIGNMENT;
    private long preparedBytes;
    private long patchBytes;
    private int unfinishedBytes;
    private long lookUpBytes;

    /**
     * Plans and writes.
     *
     * @param model without float layers
     * @param tracing whether the program also tells every code and sum that is kept, for finding a difference
     */
    public CData(Model model, boolean tracing) {
        plan = new CPlan(model);
        arena = new CArena(plan.buffers(), WORD_BITS);
        this.tracing = tracing;
        PixelEmbedding embedding = null;
        for (int i = 0; i < model.nodes().size(); i++) {
            embedding = plan.layer(i) instanceof PixelEmbedding found ? found : embedding;
        }
        embedding(embedding);
        int memory = program.size();
        add(0, 0, 0);
        for (CPlan.Step step : plan.steps()) {
            switch (step) {
                case CPlan.Convolve convolve -> convolve(convolve);
                case CPlan.EmbedAll all -> embedAll(all);
                case CPlan.Pool pool -> pool(pool);
                case CPlan.WorkOnSums work -> workOnSums(work);
            }
        }
        add(END, place(plan.answer()));
        patchBytes = aligned(Math.toIntExact(patchBytes));
        program.set(memory, Math.toIntExact(preparedBytes));
        program.set(memory + 1, Math.toIntExact(patchBytes));
        program.set(memory + 2, unfinishedBytes);
    }

    /** Constants and program. */
    public byte[] bytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(end + program.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(ALIGNMENT);
        for (byte[] constant : constants) {
            bytes.put(constant).position(aligned(bytes.position()));
        }
        program.forEach(bytes::putInt);
        return bytes.array();
    }

    /** Where in the bytes the program begins. */
    public int program() {
        return end;
    }

    /** Bytes that a call works in. */
    public long arenaBytes() {
        return arena.bytes();
    }

    /** Bytes beside the arena that builds with vectors work in: weights a second time, and tables of pixels with their sums. */
    public long workBytes() {
        return preparedBytes + patchBytes + unfinishedBytes + patchBytes / TABLE_BYTES * Short.BYTES + lookUpBytes;
    }

    private void embedding(PixelEmbedding embedding) {
        CRows rows = new CRows(embedding);
        byte[] rowOf = rows.rowOf();
        int[] codes = rows.packed();
        add(
                constant(rowOf.length, bytes -> bytes.put(rowOf)),
                constant(codes.length * Integer.BYTES, bytes -> put(bytes, codes)),
                embedding.dimensions(),
                embedding.bits(),
                rows.firstRow(0),
                rows.firstRow(1),
                rows.firstRow(2));
    }

    private void convolve(CPlan.Convolve step) {
        clearTotals(step.tail());
        QuantConv2d conv = (QuantConv2d) plan.layer(step.node());
        PackedWeights weights = conv.weights();
        TensorSpec out = plan.spec(step.node());
        Optional<CLookUp> lookUp = lookUp(step);
        if (lookUp.isPresent()) {
            CLookUp table = lookUp.get();
            int outputs = table.outputs(Long.SIZE);
            lookUpBytes = (long) table.rowCount() * table.taps() * outputs;
            add(LOOK_UP_AND_ADD, table.bias(), table.together(), table.rowCount(), outputs);
            add(table.first(1), table.first(2));
        } else {
            add(CONVOLVE);
        }
        add(weights(weights));
        codes(step.input(), plan.inputSpec(step.node()));
        add(
                step.embedding() >= 0 ? 1 : 0,
                weights.bits(),
                weights.kernelHeight(),
                weights.kernelWidth(),
                conv.stride(),
                conv.padding(),
                out.height(),
                out.width(),
                out.channels(),
                place(step.window()));
        boolean narrow = lookUp.isEmpty() && plan.narrow(step);
        add(narrow ? 1 : 0, Math.toIntExact(preparedBytes));
        if (narrow) {
            preparedBytes = aligned(Math.toIntExact(preparedBytes + VECTORS.preparedBytes(conv)));
            patchBytes = Math.max(patchBytes, VECTORS.patchBytes(conv, plan.inputSpec(step.node())));
            int blocks = Math.ceilDiv(out.channels(), LANES);
            unfinishedBytes = Math.max(unfinishedBytes, blocks * TILE * LANES * Short.BYTES);
        }
        tail(step.tail());
        trace(step.tail());
    }

    /** The table of a first layer, where there can be one. */
    private Optional<CLookUp> lookUp(CPlan.Convolve step) {
        if (step.embedding() < 0 || !plan.narrow(step)) {
            return Optional.empty();
        }
        CLookUp table =
                new CLookUp((PixelEmbedding) plan.layer(step.embedding()), (QuantConv2d) plan.layer(step.node()));
        return table.suits() ? Optional.of(table) : Optional.empty();
    }

    private void embedAll(CPlan.EmbedAll step) {
        add(EMBED_ALL);
        codes(step.codes(), plan.spec(step.node()));
        traceCodes(step.node(), step.codes());
    }

    private void pool(CPlan.Pool step) {
        MaxPool2d pool = (MaxPool2d) plan.layer(step.node());
        add(POOL);
        codes(step.input(), plan.inputSpec(step.node()));
        codes(step.output(), plan.spec(step.node()));
        add(pool.size(), pool.stride());
        traceCodes(step.node(), step.output());
    }

    private void workOnSums(CPlan.WorkOnSums step) {
        clearTotals(step.tail());
        TensorSpec in = plan.inputSpec(step.node());
        add(WORK_ON_SUMS);
        sums(step.input());
        add(in.pixelCount(), in.channels());
        tail(step.tail());
        trace(step.tail());
    }

    private void clearTotals(CPlan.Tail tail) {
        if (tail.totals() >= 0) {
            add(CLEAR, place(tail.totals()), plan.spec(tail.sums()).channels());
        }
    }

    private void tail(CPlan.Tail tail) {
        sums(tail.carried());
        sums(tail.kept());
        add(place(tail.totals()));
        if (tail.thresholds() < 0) {
            add(0, 0, 0, NONE, 0, 0, 0, 0);
            return;
        }
        Thresholds thresholds = ((MultiThreshold) plan.layer(tail.thresholds())).thresholds();
        TensorSpec in = plan.spec(tail.sums());
        boolean wide = in.bound() > BitKernel.NARROW;
        int[] values = CArrays.thresholdValues(thresholds, in);
        int at = constant(values.length * (wide ? Integer.BYTES : Short.BYTES), bytes -> {
            for (int value : values) {
                if (wide) {
                    bytes.putInt(value);
                } else {
                    bytes.putShort((short) value);
                }
            }
        });
        int[] falling = CArrays.fallingBits(thresholds);
        int words = (falling.length * Integer.SIZE + WORD_BITS - 1) / WORD_BITS;
        add(wide ? 0 : at, wide ? at : 0, constant(words * Long.BYTES, bytes -> put(bytes, falling)));
        codes(tail.codes(), plan.spec(tail.thresholds()));
    }

    private void trace(CPlan.Tail tail) {
        if (tail.kept() >= 0) {
            traceSums(tail.sums(), tail.kept(), plan.spec(tail.sums()).size());
        }
        if (tail.totals() >= 0) {
            traceSums(tail.pool(), tail.totals(), plan.spec(tail.sums()).channels());
        }
        if (tail.thresholds() >= 0) {
            traceCodes(tail.thresholds(), tail.codes());
        }
    }

    private void traceCodes(int node, int buffer) {
        if (tracing) {
            add(TRACE_CODES, node);
            codes(buffer, plan.spec(node));
        }
    }

    private void traceSums(int node, int buffer, int count) {
        if (tracing) {
            add(TRACE_SUMS, node);
            sums(buffer);
            add(count);
        }
    }

    /** Order as in {@link CArrays#weights}. */
    private int weights(PackedWeights weights) {
        int taps = weights.kernelHeight() * weights.kernelWidth();
        int words = (weights.inChannels() + WORD_BITS - 1) / WORD_BITS;
        int outputs = CArrays.padded(weights.outChannels());
        return constant(outputs * weights.bits() * taps * words * Long.BYTES, bytes -> {
            for (int first = 0; first < outputs; first += CArrays.LANES) {
                for (int plane = 0; plane < weights.bits(); plane++) {
                    for (int tap = 0; tap < taps; tap++) {
                        for (int word = 0; word < words; word++) {
                            for (int lane = 0; lane < CArrays.LANES; lane++) {
                                bytes.putLong(word(weights, plane, first + lane, tap, word));
                            }
                        }
                    }
                }
            }
        });
    }

    private static long word(PackedWeights weights, int plane, int out, int tap, int word) {
        return out >= weights.outChannels()
                ? 0
                : weights.word(plane, out, tap / weights.kernelWidth(), tap % weights.kernelWidth(), word);
    }

    private void codes(int buffer, TensorSpec spec) {
        add(place(buffer), spec.height(), spec.width(), spec.channels(), spec.bits());
    }

    private void sums(int buffer) {
        boolean wide = buffer >= 0 && plan.buffers().get(buffer).content() == CBuffer.Content.WIDE;
        add(place(buffer), wide ? 1 : 0);
    }

    private int place(int buffer) {
        return buffer < 0
                ? NONE
                : (int) (arena.offset(buffer) / plan.buffers().get(buffer).unit(WORD_BITS));
    }

    private static void put(ByteBuffer bytes, int[] values) {
        for (int value : values) {
            bytes.putInt(value);
        }
    }

    /** Keeps a constant; gives its place. */
    private int constant(int size, Consumer<ByteBuffer> content) {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        content.accept(bytes);
        constants.add(bytes.array());
        int at = end;
        end = aligned(end + size);
        return at;
    }

    private static int aligned(int bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    private void add(int... numbers) {
        for (int number : numbers) {
            program.add(number);
        }
    }
}

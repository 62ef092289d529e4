package org.pixelembedding.export.c;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pixelembedding.kernel.BitKernel;
import org.pixelembedding.model.MaxPool2d;
import org.pixelembedding.model.MultiThreshold;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.TensorSpec;

/** Writes model.c: the kernels that the model needs, its constants, and a function that takes one step after another. */
final class CSource {
    private static final List<CVectors> VECTORS = List.of(new CVectors(6), new CVectors(4));

    private final CPlan plan;
    /** The first layer's table, where there can be one. */
    private final Optional<CLookUp> lookUp;
    /** Whether it is among the constants. */
    private final boolean tabled;
    /** Nodes of convolutions by byte permutes, where the CPU has them. */
    private final List<Integer> permuted = new ArrayList<>();

    private final StringBuilder constants = new StringBuilder();
    private final StringBuilder structures = new StringBuilder();
    private final StringBuilder calls = new StringBuilder();
    private final StringBuilder prepare = new StringBuilder();
    private final Set<String> kernels = new HashSet<>(Set.of("words", "tail"));
    private String embeddingConstants = "";
    private long constantBytes;

    /** @param flash most bytes of constants for which the first layer may be a table of sums; it is bit-serial beyond */
    static CSource of(CPlan plan, long flash) {
        if (flash == 0) {
            return new CSource(plan, false);
        }
        CSource table = new CSource(plan, true);
        return table.tabled && table.constantBytes <= flash ? table : new CSource(plan, false);
    }

    private CSource(CPlan plan, boolean table) {
        this.plan = plan;
        lookUp = plan.steps().stream()
                .filter(step -> step instanceof CPlan.Convolve convolve && convolve.embedding() >= 0)
                .map(CPlan.Convolve.class::cast)
                .filter(plan::narrow)
                .map(step -> new CLookUp(
                        (PixelEmbedding) plan.layer(step.embedding()), (QuantConv2d) plan.layer(step.node())))
                .filter(CLookUp::suits)
                .findFirst();
        tabled = table && lookUp.isPresent();
        for (int i = 0; i < plan.model().nodes().size(); i++) {
            if (plan.layer(i) instanceof PixelEmbedding embedding) {
                embedding(embedding);
            }
        }
        for (CPlan.Step step : plan.steps()) {
            switch (step) {
                case CPlan.Convolve convolve -> convolve(convolve);
                case CPlan.EmbedAll all -> embedAll(all);
                case CPlan.Pool pool -> pool(pool);
                case CPlan.WorkOnSums work -> workOnSums(work);
            }
        }
    }

    /** Bytes of weights, thresholds and tables where words have 32 bits. */
    long constantBytes() {
        return constantBytes;
    }

    /** Whether the first layer is a table of sums on every CPU. */
    boolean tabled() {
        return tabled;
    }

    String text() {
        StringBuilder text = new StringBuilder(CTemplates.filled(
                "head.c",
                Map.of("title", CTemplates.comment(plan.model().name()), "places", String.join("\n", arenaPlaces()))));
        // In the order in which they use each other.
        for (String kernel : List.of(
                "words",
                "vectors",
                "tail",
                "embedding",
                "embed_all",
                "convolution",
                "permute",
                "look_up",
                "pool",
                "sums",
                "totals")) {
            if (kernel.equals("embedding") && kernels.contains(kernel)) {
                text.append(
                        tabled ? "#ifdef PIX_VECTORS\n#define PIX_EMBEDS 1\n#endif\n\n" : "#define PIX_EMBEDS 1\n\n");
            }
            if (kernels.contains(kernel)) {
                text.append(CTemplates.read(kernel + ".c")).append('\n');
            }
            switch (kernel) {
                // Each between the types and the functions that read it.
                case "vectors" -> text.append(vectorPlaces());
                case "embedding" -> text.append(embeddingConstants);
                default -> {}
            }
        }
        text.append(CTemplates.read("trace.c")).append('\n').append(constants).append(structures);
        text.append(CTemplates.filled(
                "entry.c",
                Map.of(
                        "prepare",
                        kernels.contains("vectors") ? CTemplates.filled("prepare.c", Map.of("steps", prepare)) : "",
                        "calls",
                        calls.toString().stripTrailing(),
                        "answer",
                        at(plan.answer()),
                        "labels",
                        labels())));
        return text.toString();
    }

    private void embedding(PixelEmbedding embedding) {
        kernels.add("embedding");
        CRows rows = new CRows(embedding);
        CArrays.Array rowOf = CArrays.bytes("pix_rows", rows.rowOf());
        CArrays.Array codes = CArrays.words("pix_row_codes", rows.packed());
        constantBytes += rowOf.bytes() + (tabled ? 0 : codes.bytes());
        embeddingConstants = rowOf.text() + "\n" + whereCounted(codes.text())
                + "\nstatic const pix_embedding pix_pixels = {\n    .rows = pix_rows,\n"
                + whereCounted("    .codes = pix_row_codes,\n") + "    .dimensions = " + embedding.dimensions()
                + ",\n    .bits = " + embedding.bits() + ",\n    .first_rows = {" + rows.firstRow(0) + ", "
                + rows.firstRow(1) + ", " + rows.firstRow(2) + "},\n};\n\n" + lookUp();
    }

    /** What the first layer needs where it is not a table among the constants: where vectors make a table of it. */
    private String whereCounted(String text) {
        return tabled ? "#ifdef PIX_VECTORS\n" + text + "#endif\n" : text;
    }

    private String lookUp() {
        if (lookUp.isEmpty()) {
            return "";
        }
        kernels.add("look_up");
        CLookUp table = lookUp.get();
        StringBuilder text = new StringBuilder(
                tabled ? "#define PIX_LOOKS_UP 1\n\n" : "#ifdef PIX_VECTORS\n#define PIX_LOOKS_UP 1\n#endif\n\n");
        text.append("#ifdef PIX_LOOKS_UP\n#define PIX_LOOK_UP_BIAS ")
                .append(table.bias())
                .append("U\n#define PIX_LOOK_UP_TOGETHER ")
                .append(table.together())
                .append("U\n#define PIX_LOOK_UP_TAPS ")
                .append(table.taps())
                .append("U\n#define PIX_LOOK_UP_ROWS ")
                .append(table.rowCount())
                .append("U\n#ifdef PIX_VECTORS\n")
                .append("#define PIX_LOOK_UP_OUTPUTS ")
                .append(table.outputs(Long.SIZE))
                .append("U\n#else\n#define PIX_LOOK_UP_OUTPUTS ")
                .append(table.outputs(CArrays.LANES))
                .append("U\n#endif\n")
                .append("static const uint16_t pix_look_up_first[3] = {0, %d, %d};\n"
                        .formatted(table.first(1), table.first(2)));
        if (tabled) {
            CArrays.Array array = table.table("pix_look_up_table");
            text.append("#ifndef PIX_VECTORS\n").append(array.text()).append("#endif\n");
            constantBytes += array.bytes();
        }
        return text.append("#endif\n\n").toString();
    }

    /** Where weights lie a second time in builds with vectors. */
    private String vectorPlaces() {
        if (!kernels.contains("vectors")) {
            return "";
        }
        StringBuilder text = new StringBuilder("#ifdef PIX_VECTORS\n");
        for (int which = 0; which < VECTORS.size(); which++) {
            CVectors vectors = VECTORS.get(which);
            text.append(which == 0 ? "#if PIX_GROUP == 6\n" : "#else\n");
            long at = 0;
            long patch = 0;
            int blocks = 0;
            for (int node : permuted) {
                QuantConv2d conv = (QuantConv2d) plan.layer(node);
                text.append("#define PIX_PREPARED_AT_%d %dU\n".formatted(node, at));
                at += vectors.preparedBytes(conv);
                patch = Math.max(patch, vectors.patchBytes(conv, plan.inputSpec(node)));
                blocks = Math.max(blocks, vectors.blocks(conv));
            }
            text.append("#define PIX_PREPARED_BYTES %dU\n#define PIX_PATCH_BYTES %dU\n#define PIX_BLOCKS %dU\n"
                    .formatted(at, patch, blocks));
        }
        return text.append("#endif\n#endif\n\n").toString();
    }

    private void convolve(CPlan.Convolve step) {
        kernels.add("convolution");
        QuantConv2d conv = (QuantConv2d) plan.layer(step.node());
        TensorSpec in = plan.inputSpec(step.node());
        TensorSpec out = plan.spec(step.node());
        boolean looksUp = step.embedding() >= 0 && lookUp.isPresent();
        boolean inTable = looksUp && tabled;
        String name = "pix_weights_" + step.node();
        CArrays.Array weights = CArrays.weights(name, conv);
        if (inTable) {
            constants.append(whereCounted(weights.text())).append('\n');
        } else {
            append(weights, step.node());
        }
        List<String> fields = new ArrayList<>(List.of(
                ".input = " + codes(step.input(), in),
                ".from_pixels = " + (step.embedding() >= 0 ? 1 : 0),
                ".weight_bits = " + conv.weights().bits(),
                ".kernel_height = " + conv.weights().kernelHeight(),
                ".kernel_width = " + conv.weights().kernelWidth(),
                ".stride = " + conv.stride(),
                ".padding = " + conv.padding(),
                ".height = " + out.height(),
                ".width = " + out.width(),
                ".outputs = " + out.channels(),
                ".window = " + at(step.window())));
        fields.add(".tail = " + tail(step.tail()));
        String weightsField = ".weights = " + name;
        String onlyWithVectors = "";
        if (inTable) {
            onlyWithVectors = "    " + weightsField + ",\n";
        } else {
            fields.add(0, weightsField);
        }
        if (!looksUp && plan.narrow(step)) {
            permuted.add(step.node());
            kernels.addAll(Set.of("vectors", "permute"));
            onlyWithVectors += "    .prepared = PIX_PREPARED_AT_%d,\n    .narrow = 1,\n".formatted(step.node());
        }
        structure("pix_convolution", step.node(), fields, onlyWithVectors);
        clearTotals(step.tail());
        String arguments = "(&pix_step_" + step.node() + ", rgb);";
        if (looksUp && !tabled) {
            calls.append("#ifdef PIX_LOOKS_UP\n");
            call("pix_look_up" + arguments);
            calls.append("#else\n");
            call("pix_convolve" + arguments);
            calls.append("#endif\n");
        } else {
            call((looksUp ? "pix_look_up" : "pix_convolve") + arguments);
        }
        if (looksUp) {
            prepare.append("        pix_prepare_look_up(&pix_step_")
                    .append(step.node())
                    .append(");\n");
        } else if (plan.narrow(step)) {
            prepare.append("        pix_prepare(&pix_step_").append(step.node()).append(");\n");
        }
        trace(step.node(), step.tail());
    }

    private void embedAll(CPlan.EmbedAll step) {
        kernels.add("embed_all");
        structures
                .append("static const pix_codes pix_step_")
                .append(step.node())
                .append(" = ")
                .append(codes(step.codes(), plan.spec(step.node())))
                .append(";\n\n");
        call("pix_embed_all(&pix_step_" + step.node() + ", rgb);");
        call("PIX_TRACE(pix_trace_codes(%d, &pix_step_%d))".formatted(step.node(), step.node()));
    }

    private void pool(CPlan.Pool step) {
        kernels.add("pool");
        MaxPool2d pool = (MaxPool2d) plan.layer(step.node());
        structure(
                "pix_pooling",
                step.node(),
                List.of(
                        ".input = " + codes(step.input(), plan.inputSpec(step.node())),
                        ".output = " + codes(step.output(), plan.spec(step.node())),
                        ".size = " + pool.size(),
                        ".stride = " + pool.stride()));
        call("pix_pool(&pix_step_" + step.node() + ");");
        call("PIX_TRACE(pix_trace_codes(%d, &pix_step_%d.output))".formatted(step.node(), step.node()));
    }

    private void workOnSums(CPlan.WorkOnSums step) {
        kernels.add("sums");
        TensorSpec in = plan.inputSpec(step.node());
        structure(
                "pix_sums_step",
                step.node(),
                List.of(
                        ".input = " + sums(step.input()),
                        ".pixels = " + in.pixelCount(),
                        ".outputs = " + in.channels(),
                        ".tail = " + tail(step.tail())));
        clearTotals(step.tail());
        call("pix_work_on_sums(&pix_step_" + step.node() + ");");
        trace(step.node(), step.tail());
    }

    private String tail(CPlan.Tail tail) {
        String narrow = "0";
        String wide = "0";
        String falling = "0";
        String codes = "{PIX_NONE, 0, 0, 0, 0}";
        if (tail.thresholds() >= 0) {
            MultiThreshold layer = (MultiThreshold) plan.layer(tail.thresholds());
            TensorSpec in = plan.spec(tail.sums());
            boolean isWide = in.bound() > BitKernel.NARROW;
            String name = "pix_thresholds_" + tail.thresholds();
            append(CArrays.thresholds(name, layer.thresholds(), in, isWide), tail.thresholds());
            narrow = isWide ? "0" : name;
            wide = isWide ? name : "0";
            falling = "pix_falling_" + tail.thresholds();
            append(CArrays.falling(falling, layer.thresholds()), tail.thresholds());
            codes = codes(tail.codes(), plan.spec(tail.thresholds()));
        }
        return "{\n        .carried = %s,\n        .kept = %s,\n        .totals = %s,\n        .narrow = %s,\n"
                        .formatted(sums(tail.carried()), sums(tail.kept()), at(tail.totals()), narrow)
                + "        .wide = %s,\n        .falling = %s,\n        .codes = %s,\n    }"
                        .formatted(wide, falling, codes);
    }

    private String codes(int buffer, TensorSpec spec) {
        return "{%s, %d, %d, %d, %d}".formatted(at(buffer), spec.height(), spec.width(), spec.channels(), spec.bits());
    }

    private String sums(int buffer) {
        boolean wide = buffer >= 0 && plan.buffers().get(buffer).content() == CBuffer.Content.WIDE;
        return "{%s, %d}".formatted(at(buffer), wide ? 1 : 0);
    }

    private static String at(int buffer) {
        return buffer < 0 ? "PIX_NONE" : "PIX_AT_" + buffer;
    }

    private List<String> arenaPlaces() {
        List<String> lines = new ArrayList<>();
        CArena[] arenas = {new CArena(plan.buffers(), 64), new CArena(plan.buffers(), 32)};
        for (int which = 0; which < 2; which++) {
            int wordBits = which == 0 ? 64 : 32;
            lines.add(which == 0 ? "#if MODEL_WORD_BITS == 64" : "#else");
            for (int i = 0; i < plan.buffers().size(); i++) {
                long place = arenas[which].offset(i) / plan.buffers().get(i).unit(wordBits);
                lines.add("#define PIX_AT_" + i + " " + place + "U");
            }
        }
        lines.add("#endif");
        return lines;
    }

    private void append(CArrays.Array array, int node) {
        constants
                .append("/* Layer '")
                .append(plan.model().nodes().get(node).name())
                .append("'. */\n")
                .append(array.text())
                .append('\n');
        constantBytes += array.bytes();
    }

    private void structure(String type, int node, List<String> fields) {
        structure(type, node, fields, "");
    }

    private void structure(String type, int node, List<String> fields, String onlyWithVectors) {
        structures.append("/* Layer '%s'. */\nstatic const %s pix_step_%d = {\n"
                .formatted(plan.model().nodes().get(node).name(), type, node));
        fields.forEach(field -> structures.append("    ").append(field).append(",\n"));
        if (!onlyWithVectors.isEmpty()) {
            structures.append("#ifdef PIX_VECTORS\n").append(onlyWithVectors).append("#endif\n");
        }
        structures.append("};\n\n");
    }

    private void call(String text) {
        calls.append("    ").append(text).append('\n');
    }

    private void clearTotals(CPlan.Tail tail) {
        if (tail.totals() >= 0) {
            kernels.add("totals");
            call("pix_clear(" + at(tail.totals()) + ", "
                    + plan.spec(tail.sums()).channels() + ");");
        }
    }

    private void trace(int node, CPlan.Tail tail) {
        String here = "pix_step_" + node + ".tail";
        if (tail.kept() >= 0) {
            call("PIX_TRACE(pix_trace_sums(%d, &%s.kept, %d))"
                    .formatted(tail.sums(), here, plan.spec(tail.sums()).size()));
        }
        if (tail.totals() >= 0) {
            call("PIX_TRACE(pix_trace_totals(%d, %s, %d))"
                    .formatted(
                            tail.pool(),
                            at(tail.totals()),
                            plan.spec(tail.sums()).channels()));
        }
        if (tail.thresholds() >= 0) {
            call("PIX_TRACE(pix_trace_codes(%d, &%s.codes))".formatted(tail.thresholds(), here));
        }
    }

    private String labels() {
        return plan.model().labels().stream()
                .map(label -> "    " + CTemplates.quoted(label) + ",")
                .collect(Collectors.joining("\n"));
    }
}

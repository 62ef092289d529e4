package org.pixelembedding.export.c;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final CPlan plan;
    private final StringBuilder constants = new StringBuilder();
    private final StringBuilder structures = new StringBuilder();
    private final StringBuilder calls = new StringBuilder();
    private final Set<String> kernels = new HashSet<>(Set.of("words", "tail"));
    private String embeddingConstants = "";
    private long constantBytes;

    CSource(CPlan plan) {
        this.plan = plan;
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

    String text() {
        StringBuilder text = new StringBuilder(CTemplates.filled(
                "head.c",
                Map.of("title", CTemplates.comment(plan.model().name()), "places", String.join("\n", arenaPlaces()))));
        for (String kernel :
                List.of("words", "tail", "embedding", "embed_all", "convolution", "pool", "sums", "totals")) {
            if (kernels.contains(kernel)) {
                text.append(CTemplates.read(kernel + ".c")).append('\n');
            }
            if (kernel.equals("embedding")) {
                // Between its type and the functions that read it.
                text.append(embeddingConstants);
            }
        }
        text.append(CTemplates.read("trace.c")).append('\n').append(constants).append(structures);
        text.append(CTemplates.filled(
                "entry.c",
                Map.of("calls", calls.toString().stripTrailing(), "answer", at(plan.answer()), "labels", labels())));
        return text.toString();
    }

    private void embedding(PixelEmbedding embedding) {
        kernels.add("embedding");
        CRows rows = new CRows(embedding);
        CArrays.Array rowOf = CArrays.bytes("pix_rows", rows.rowOf());
        CArrays.Array codes = CArrays.words("pix_row_codes", rows.packed());
        constantBytes += rowOf.bytes() + codes.bytes();
        embeddingConstants = "#define PIX_EMBEDS 1\n\n" + rowOf.text() + "\n" + codes.text()
                + "\nstatic const pix_embedding pix_pixels = {\n"
                + "    .rows = pix_rows,\n    .codes = pix_row_codes,\n    .dimensions = " + embedding.dimensions()
                + ",\n    .bits = " + embedding.bits() + ",\n    .first_rows = {" + rows.firstRow(0) + ", "
                + rows.firstRow(1) + ", " + rows.firstRow(2) + "},\n};\n\n";
    }

    private void convolve(CPlan.Convolve step) {
        kernels.add("convolution");
        QuantConv2d conv = (QuantConv2d) plan.layer(step.node());
        TensorSpec in = plan.inputSpec(step.node());
        TensorSpec out = plan.spec(step.node());
        String name = "pix_weights_" + step.node();
        append(CArrays.weights(name, conv), step.node());
        List<String> fields = new ArrayList<>(List.of(
                ".weights = " + name,
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
        structure("pix_convolution", step.node(), fields);
        clearTotals(step.tail());
        call("pix_convolve(&pix_step_" + step.node() + ", rgb);");
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
        structures.append("/* Layer '%s'. */\nstatic const %s pix_step_%d = {\n"
                .formatted(plan.model().nodes().get(node).name(), type, node));
        fields.forEach(field -> structures.append("    ").append(field).append(",\n"));
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

package org.pixelembedding.export.c;

import java.util.LinkedHashMap;
import java.util.Map;
import org.pixelembedding.export.SelfTest;
import org.pixelembedding.model.Model;

/** The C files of a model. */
final class CFiles {
    private CFiles() {}

    /** model.c and model.h, by name, as small as they can be. */
    static Map<String, String> model(Model model) {
        return model(model, 0);
    }

    /** @param flash see {@link CSource#of} */
    static Map<String, String> model(Model model, long flash) {
        CPlan plan = new CPlan(model);
        return model(plan, CSource.of(plan, flash));
    }

    /** With the self-test, an example and a benchmark. */
    static Map<String, String> all(CPlan plan, CSource source, SelfTest test) {
        Map<String, String> texts = model(plan, source);
        texts.putAll(selfTest(plan.model(), test));
        return texts;
    }

    private static Map<String, String> model(CPlan plan, CSource source) {
        Model model = plan.model();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("model.c", source.text());
        texts.put(
                "model.h",
                CTemplates.filled(
                        "model.h",
                        Map.of(
                                "title", CTemplates.comment(model.name()),
                                "height", model.inputHeight(),
                                "width", model.inputWidth(),
                                "classes", model.labels().size(),
                                "input_bytes", model.inputHeight() * model.inputWidth() * 3,
                                "arena64", new CArena(plan.buffers(), 64).bytes(),
                                "arena32", new CArena(plan.buffers(), 32).bytes())));
        return texts;
    }

    /** Pictures of any size, one with the sums that it must give, and an example that runs it. */
    private static Map<String, String> selfTest(Model model, SelfTest test) {
        byte[] rgb = test.picture().rgb();
        int[] sums = test.sums();
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("picture.c", CTemplates.read("picture.c"));
        texts.put("picture.h", CTemplates.read("picture.h"));
        texts.put(
                "selftest.c",
                CTemplates.filled(
                        "selftest.c",
                        Map.of(
                                "title", CTemplates.comment(model.name()),
                                "picture", CArrays.lines(rgb.length, i -> String.valueOf(rgb[i] & 0xff)),
                                "sums", CArrays.lines(sums.length, i -> String.valueOf(sums[i])))));
        texts.put("selftest.h", CTemplates.read("selftest.h"));
        texts.put("main.c", CTemplates.read("main.c"));
        texts.put("bench.c", CTemplates.filled("bench.c", Map.of("title", CTemplates.comment(model.name()))));
        return texts;
    }
}

package org.pixelembedding.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.pixelembedding.export.browser.NodeProgram;
import org.pixelembedding.export.browser.WasmTarget;
import org.pixelembedding.export.c.CTarget;
import org.pixelembedding.export.c.CToolchains;
import org.pixelembedding.export.qonnx.QonnxTarget;
import org.pixelembedding.export.verify.EngineTarget;
import org.pixelembedding.export.verify.InterpreterTarget;
import org.pixelembedding.export.verify.MissingTarget;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.Names;

/** All targets that {@code verify} knows, nearest to the definition first: others are compared with the first that runs. */
final class VerifyTargets {
    /** Runs every picture fast, so it is always there to be compared with. */
    private static final VerifyTarget ALWAYS = EngineTarget.scalar();

    private final List<VerifyTarget> all;

    /** @param graph the training graph, or why there is none */
    VerifyTargets(VerifyTarget graph) {
        List<VerifyTarget> targets =
                new ArrayList<>(List.of(graph, new InterpreterTarget(), ALWAYS, EngineTarget.vector()));
        targets.addAll(onnx());
        targets.add(new QonnxTarget());
        CToolchains.all().forEach(toolchain -> targets.add(new CTarget(toolchain)));
        targets.add(new WasmTarget(NodeProgram.Kernels.SIMD));
        targets.add(new WasmTarget(NodeProgram.Kernels.PLAIN));
        all = List.copyOf(targets);
    }

    private static List<VerifyTarget> onnx() {
        try {
            return OnnxRuntimeTargets.all();
        } catch (NoClassDefFoundError e) {
            String reason = "ONNX Runtime is not on the class path; start with ./pixemb, which puts it there, or add "
                    + "cli/target/compare-lib/*";
            return Stream.of("onnx", "onnx-int2")
                    .<VerifyTarget>map(name -> new MissingTarget(name, reason))
                    .toList();
        }
    }

    /**
     * Those that a user named.
     *
     * @param wanted {@code all}, or names with commas between
     * @throws ConfigException if there is no target of a name; lists those there are
     */
    List<VerifyTarget> named(String wanted) {
        if (wanted.equals("all")) {
            return all;
        }
        List<String> known = all.stream().map(VerifyTarget::name).toList();
        Set<String> names = new LinkedHashSet<>(List.of(ALWAYS.name()));
        for (String name : wanted.split(",", -1)) {
            if (!known.contains(name)) {
                throw new ConfigException("--targets has '" + name + "', want all or some of "
                        + String.join(",", known)
                        + Names.nearest(name, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
            }
            names.add(name);
        }
        return all.stream().filter(target -> names.contains(target.name())).toList();
    }
}

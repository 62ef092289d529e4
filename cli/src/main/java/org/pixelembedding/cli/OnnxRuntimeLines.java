package org.pixelembedding.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.compare.CheckedTwin;
import org.pixelembedding.compare.FloatTwin;
import org.pixelembedding.compare.Int8Twin;
import org.pixelembedding.compare.RuntimeSession;
import org.pixelembedding.compare.Twin;
import org.pixelembedding.compare.TwinNetwork;
import org.pixelembedding.model.Model;

/**
 * ONNX Runtime's lines of {@code bench}. The only class here that knows it: without it on the class path, loading this
 * class fails, and nothing else does.
 */
final class OnnxRuntimeLines implements AutoCloseable {
    private static final long SEED = 1;

    private final List<CheckedTwin> twins = new ArrayList<>();
    private final List<RuntimeSession> sessions = new ArrayList<>();
    private final List<BenchLine> lines = new ArrayList<>();
    private final String version;

    /** Makes both twins of the model and compares ONNX Runtime's answers with those of plain loops. */
    OnnxRuntimeLines(Model model, byte[] picture, List<Integer> threadCounts) {
        version = RuntimeSession.version();
        TwinNetwork network = TwinNetwork.of(model);
        for (Twin twin : List.of(new FloatTwin(network, SEED), new Int8Twin(network, SEED))) {
            CheckedTwin checked = new CheckedTwin(twin, picture);
            twins.add(checked);
            for (int threads : threadCounts) {
                add(checked, threads, 1);
                if (threads > 1) {
                    add(checked, threads, threads);
                }
            }
        }
    }

    private void add(CheckedTwin twin, int threads, int sessionCount) {
        List<Runnable> runs = new ArrayList<>();
        for (int i = 0; i < sessionCount; i++) {
            RuntimeSession session = twin.session(threads / sessionCount);
            sessions.add(session);
            runs.add(session::run);
        }
        lines.add(new BenchLine(twin.twin().engine(), "onnxruntime-" + version, threads, runs));
    }

    List<BenchLine> lines() {
        return List.copyOf(lines);
    }

    /** What ran, for the answer: version, options, operators after optimization. */
    Map<String, Object> description() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("version", version);
        map.put("optimization", RuntimeSession.OPTIMIZATION);
        map.put("execution", "sequential");
        map.put("interOpThreads", 1);
        for (CheckedTwin twin : twins) {
            map.put(twin.twin().engine(), Map.of("operators", twin.optimizedOperators()));
        }
        return map;
    }

    /** The sessions; whoever times the lines closes those. */
    @Override
    public void close() {
        sessions.forEach(RuntimeSession::close);
    }
}

package org.pixelembedding.cli;

import java.util.List;
import org.pixelembedding.compare.OnnxTarget;
import org.pixelembedding.export.verify.VerifyTarget;

/** The targets of {@code verify} that run in ONNX Runtime. Without it on the class path, loading this class fails. */
final class OnnxRuntimeTargets {
    private OnnxRuntimeTargets() {}

    static List<VerifyTarget> all() {
        return OnnxTarget.all();
    }
}

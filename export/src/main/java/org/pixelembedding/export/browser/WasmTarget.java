package org.pixelembedding.export.browser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.export.c.UnsupportedLayers;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/** Exported WebAssembly, run by Node through the module that pages load. */
public final class WasmTarget implements VerifyTarget {
    private final NodeProgram.Kernels kernels;

    /** @param kernels which of the two runtimes: {@code wasm} is the one with SIMD, {@code wasm-plain} the one without */
    public WasmTarget(NodeProgram.Kernels kernels) {
        this.kernels = kernels;
    }

    @Override
    public String name() {
        return kernels == NodeProgram.Kernels.SIMD ? "wasm" : "wasm-plain";
    }

    @Override
    public Optional<String> missing() {
        return NodeProgram.missing();
    }

    @Override
    public TargetProgram start(Model model, Path workspace) throws IOException {
        UnsupportedLayers.refuse(new BrowserExporter(), model);
        NodeProgram program = new NodeProgram(model, kernels, workspace);
        return new TargetProgram() {
            @Override
            public List<int[]> sums(List<RgbImage> pictures) throws IOException {
                return program.sums(pictures.stream().map(RgbImage::rgb).toList());
            }

            @Override
            public List<int[]> layers(RgbImage picture) throws IOException {
                return program.trace(picture.rgb());
            }
        };
    }
}

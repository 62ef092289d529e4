package org.pixelembedding.export.c;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.export.ExportException;
import org.pixelembedding.export.verify.TargetProgram;
import org.pixelembedding.export.verify.VerifyTarget;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/** Exported C, built by one toolchain and run by this machine or an emulator. */
public final class CTarget implements VerifyTarget {
    /** Of a program without an operating system, since such boards are emulated. */
    private static final int BOARD_IMAGES = 20;

    private final CToolchain toolchain;

    public CTarget(CToolchain toolchain) {
        this.toolchain = toolchain;
    }

    @Override
    public String name() {
        return toolchain.name();
    }

    @Override
    public int usualImages() {
        return toolchain.bare() ? BOARD_IMAGES : Integer.MAX_VALUE;
    }

    @Override
    public Optional<String> missing() {
        return toolchain.missing();
    }

    @Override
    public TargetProgram start(Model model, Path workspace) throws IOException {
        UnsupportedLayers.refuse(new CExporter(), model);
        try {
            return new Program(model, workspace, CProgram.build(model, toolchain, workspace));
        } catch (IOException e) {
            // What GNU ld says of a region of the memory map; no fault of the model's or of the compiler's.
            if (toolchain.bare() && e.getMessage().contains("overflowed by")) {
                throw new ExportException("the emulated board has too little memory for this model: "
                        + overflow(e.getMessage()) + "; the other targets have more");
            }
            throw e;
        }
    }

    private static String overflow(String message) {
        return message.lines()
                .filter(line -> line.contains("overflowed by"))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".*region", "region");
    }

    private final class Program implements TargetProgram {
        private final Model model;
        private final Path workspace;
        private final CProgram program;

        Program(Model model, Path workspace, CProgram program) {
            this.model = model;
            this.workspace = workspace;
            this.program = program;
        }

        @Override
        public List<int[]> sums(List<RgbImage> pictures) throws IOException {
            return program.sums(pictures.stream().map(RgbImage::rgb).toList());
        }

        @Override
        public List<int[]> layers(RgbImage picture) throws IOException {
            Path traced = Files.createDirectories(workspace.resolve("traced"));
            return CProgram.buildTracing(model, toolchain, traced).trace(picture.rgb());
        }
    }
}

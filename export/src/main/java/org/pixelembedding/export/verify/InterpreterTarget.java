package org.pixelembedding.export.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.ReferenceInterpreter;

/** The reference interpreter: plain loops, slow. */
public final class InterpreterTarget implements VerifyTarget {
    private static final int IMAGES = 256;
    private static final int[] NOTHING = {};

    @Override
    public String name() {
        return "interpreter";
    }

    @Override
    public int usualImages() {
        return IMAGES;
    }

    @Override
    public TargetProgram start(Model model, Path workspace) {
        ReferenceInterpreter interpreter = new ReferenceInterpreter(model);
        return new TargetProgram() {
            @Override
            public List<int[]> sums(List<RgbImage> pictures) {
                return pictures.stream()
                        .map(picture -> interpreter.run(picture).sums())
                        .toList();
            }

            @Override
            public List<int[]> layers(RgbImage picture) {
                return kept(interpreter.run(picture), model);
            }
        };
    }

    /** The numbers of all nodes, empty where there are none. */
    static List<int[]> kept(NodeValues values, Model model) {
        return IntStream.range(0, model.nodes().size())
                .mapToObj(node -> values.has(node) ? values.values(node) : NOTHING)
                .toList();
    }
}

package org.pixelembedding.export.graph;

import org.pixelembedding.model.Model;

/** How a QONNX file is used, for the README of its folder. */
final class QonnxUsage {
    private QonnxUsage() {}

    static String of(String file, Model model, boolean codes) {
        String takes = codes
                ? "`%s`, the codes of the pixels, float32 [1][channel][y][x]: the host looks\neach colour value up in `%s`, uint8 [table][value][dimension], and the channels are the blocks of red, green and blue"
                        .formatted(model.nodes().getFirst().name(), QonnxExporter.TABLE)
                : "`input`, uint8 [1][%d][%d][3]".formatted(model.inputHeight(), model.inputWidth());
        return """
                `%1$s`: operators of ONNX (operator set 13, IR version 7) and of `qonnx.custom_op.general`, version 1.
                Takes %2$s.
                Gives `sums`, float32 [1][%3$d], whole numbers; the class is the lowest index of the largest.

                Weights go through `BipolarQuant` (signs) or `Quant` (odd levels of more bits, a narrow signed number of one bit
                more), all of scale 1. `MultiThreshold` counts the thresholds that a sum reaches; where a channel falls, a `Mul`
                by -1 stands in front. With `--option activations=bipolar` one `BipolarQuant` a level does it, for tools without
                MultiThreshold. Each tensor that holds whole numbers is annotated with `finn_datatype` and, where it has one,
                `tensor_layout`.

                %4$s

                **FINN**: `ConvertQONNXtoFINN` reads the quantizers; `Gather` with the constant table becomes its Lookup layer, a Mul
                or Add a channel its ChannelwiseOp, GlobalAveragePool and the Mul behind it its GlobalAccPool (where the number of
                pixels there is a power of two; else the sum is a ReduceSum, which belongs to the host).
                **hls4ml** has neither Gather nor MultiThreshold: export with `--option start=codes --option activations=bipolar`,
                then `qonnx_clean` and `qonnx_to_channels_last`.
                """.formatted(file, takes, model.labels().size(), example(file, model, codes));
    }

    private static String example(String file, Model model, boolean codes) {
        String input = codes
                ? """
                table = np.load("%s")
                colours = [table[min(c, len(table) - 1)][pixels[..., c]] for c in range(3)]
                codes = np.concatenate(colours, axis=-1).transpose(0, 3, 1, 2).astype(np.float32)
                sums = execute_onnx(model, {"%s": codes})["sums"]
                """.formatted(QonnxExporter.TABLE, model.nodes().getFirst().name())
                : """
                sums = execute_onnx(model, {"input": pixels})["sums"]
                """;
        return """
                Python, with `pip install qonnx`:

                ```python
                import json, numpy as np
                from qonnx.core.modelwrapper import ModelWrapper
                from qonnx.core.onnx_exec import execute_onnx
                model = ModelWrapper("%s")
                pixels = np.fromfile("selftest.rgb", np.uint8).reshape(1, %d, %d, 3)
                %sassert sums[0].astype(int).tolist() == json.load(open("selftest.json"))["sums"]
                print("self-test passed")
                ```""".formatted(file, model.inputHeight(), model.inputWidth(), input);
    }
}

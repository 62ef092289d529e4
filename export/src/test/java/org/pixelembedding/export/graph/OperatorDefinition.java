package org.pixelembedding.export.graph;

import java.util.Map;
import java.util.Set;
import org.pixelembedding.export.onnx.OnnxAttribute;

/**
 * What a published definition says of an operator, for the operators that QONNX files of ours have.
 *
 * @param required attributes without which a reader fails
 * @param optional those that it may have besides
 */
record OperatorDefinition(
        int inputs,
        Map<String, Class<? extends OnnxAttribute>> required,
        Map<String, Class<? extends OnnxAttribute>> optional,
        Map<String, Set<String>> choices) {
    private static final Class<OnnxAttribute.Whole> INT = OnnxAttribute.Whole.class;
    private static final Class<OnnxAttribute.Real> FLOAT = OnnxAttribute.Real.class;
    private static final Class<OnnxAttribute.Text> STRING = OnnxAttribute.Text.class;
    private static final Class<OnnxAttribute.Wholes> INTS = OnnxAttribute.Wholes.class;

    private static OperatorDefinition of(int inputs, Map<String, Class<? extends OnnxAttribute>> optional) {
        return new OperatorDefinition(inputs, Map.of(), optional, Map.of());
    }

    /**
     * fastmachinelearning/qonnx: bipolarquant_v1.md, intquant_v1.md ("Quant" is its name of old, still read), and the attribute
     * types of custom_op/general/multithreshold.py.
     */
    static final Map<String, OperatorDefinition> QONNX = Map.of(
            "BipolarQuant",
            of(2, Map.of()),
            "Quant",
            new OperatorDefinition(
                    4,
                    Map.of("signed", INT, "narrow", INT),
                    Map.of("rounding_mode", STRING),
                    Map.of("rounding_mode", Set.of("ROUND", "CEIL", "FLOOR", "UP", "DOWN", "HALF_UP", "HALF_DOWN"))),
            "MultiThreshold",
            new OperatorDefinition(
                    2,
                    Map.of("out_dtype", STRING),
                    Map.of("out_scale", FLOAT, "out_bias", FLOAT, "data_layout", STRING),
                    Map.of("data_layout", Set.of("NCHW", "NHWC"))));

    /** ONNX's Operators.md, operator set 13. */
    static final Map<String, OperatorDefinition> ONNX = Map.ofEntries(
            Map.entry("Add", of(2, Map.of())),
            Map.entry("Sub", of(2, Map.of())),
            Map.entry("Mul", of(2, Map.of())),
            Map.entry("Cast", new OperatorDefinition(1, Map.of("to", INT), Map.of(), Map.of())),
            Map.entry("Gather", of(2, Map.of("axis", INT))),
            Map.entry("Reshape", of(2, Map.of())),
            Map.entry("Flatten", of(1, Map.of("axis", INT))),
            Map.entry("Transpose", of(1, Map.of("perm", INTS))),
            Map.entry(
                    "Conv",
                    of(
                            2,
                            Map.of(
                                    "kernel_shape",
                                    INTS,
                                    "pads",
                                    INTS,
                                    "strides",
                                    INTS,
                                    "dilations",
                                    INTS,
                                    "group",
                                    INT))),
            Map.entry(
                    "MaxPool",
                    new OperatorDefinition(
                            1, Map.of("kernel_shape", INTS), Map.of("strides", INTS, "pads", INTS), Map.of())),
            Map.entry("ReduceSum", of(2, Map.of("keepdims", INT))),
            Map.entry("GlobalAveragePool", of(1, Map.of())));
}

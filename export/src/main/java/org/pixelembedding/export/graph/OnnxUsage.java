package org.pixelembedding.export.graph;

import org.pixelembedding.model.Model;

/** How an ONNX file is called, for the README of its folder. */
final class OnnxUsage {
    private OnnxUsage() {}

    static String of(String file, Model model, int opset, int irVersion) {
        return """
                `%1$s` uses operators of ONNX's own domain only: operator set %2$d, IR version %3$d. Input `input`: uint8
                [batch][%4$d][%5$d][3]. Outputs: `sums`, int32 [batch][%6$d], and `class`, int64 [batch]. The batch may have any
                size.

                All numbers between the layers are whole and below 2^24, held in float32, so every runtime that computes in full
                float32 gives the same sums to the last bit, in whatever order it adds. Switch off what computes in less: TF32,
                float16, bfloat16 and int8 modes, and Winograd convolutions.

                Python, with `pip install onnxruntime numpy`:

                ```python
                import json, numpy as np, onnxruntime as ort
                session = ort.InferenceSession("%1$s")
                pixels = np.fromfile("selftest.rgb", np.uint8).reshape(1, %4$d, %5$d, 3)
                sums, best = session.run(["sums", "class"], {"input": pixels})
                expected = json.load(open("selftest.json"))
                assert sums[0].tolist() == expected["sums"] and best[0] == expected["class"]
                print("self-test passed:", expected["label"])
                ```

                Java, with `com.microsoft.onnxruntime:onnxruntime` from Maven; as `SelfTest.java` it runs by
                `java -cp onnxruntime-VERSION.jar SelfTest.java`:

                ```java
                import ai.onnxruntime.OnnxJavaType;
                import ai.onnxruntime.OnnxTensor;
                import ai.onnxruntime.OrtEnvironment;
                import java.nio.ByteBuffer;
                import java.nio.file.Files;
                import java.nio.file.Path;
                import java.util.Arrays;
                import java.util.Map;

                class SelfTest {
                    public static void main(String[] args) throws Exception {
                        OrtEnvironment environment = OrtEnvironment.getEnvironment();
                        byte[] picture = Files.readAllBytes(Path.of("selftest.rgb"));
                        try (var session = environment.createSession("%1$s");
                                var pixels = OnnxTensor.createTensor(
                                        environment, ByteBuffer.wrap(picture), new long[] {1, %4$d, %5$d, 3}, OnnxJavaType.UINT8);
                                var result = session.run(Map.of("input", pixels))) {
                            int[][] sums = (int[][]) result.get("sums").get().getValue();
                            long[] best = (long[]) result.get("class").get().getValue();
                            System.out.println(Arrays.toString(sums[0]) + ": class " + best[0]);
                        }
                    }
                }
                ```

                The file's metadata holds `labels` (a JSON list), `logitScale`, the image keys of ONNX's MetadataProps.md and the
                provenance.
                """.formatted(
                        file,
                        opset,
                        irVersion,
                        model.inputHeight(),
                        model.inputWidth(),
                        model.labels().size());
    }
}

package org.pixelembedding.compare;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.pixelembedding.export.onnx.OnnxOperators;
import org.pixelembedding.export.onnx.OnnxType;

/**
 * ONNX Runtime with one model and one picture: all graph optimizations, sequential execution, one inter-op thread. Input
 * and output lie in direct buffers that are made once, so that a run converts and allocates nothing on the Java side.
 * Belongs to one thread; holds native memory until it is closed.
 */
public final class RuntimeSession implements AutoCloseable {
    /** Graph optimization level, as ONNX Runtime names it. */
    public static final String OPTIMIZATION = "all";

    private final OrtSession session;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final FloatBuffer scores;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /**
     * Optimizes the model and lays out its weights, which takes about a second for a large one.
     *
     * @param model bytes of {@code twin.toOnnx()}
     * @param picture order {@code [y][x][colour]}
     * @param threads intra-op threads
     */
    RuntimeSession(Twin twin, byte[] model, byte[] picture, int threads) {
        try {
            OrtEnvironment environment = environment();
            try (SessionOptions options = options(threads)) {
                session = environment.createSession(model, options);
            }
            TwinNetwork network = twin.network();
            ByteBuffer pixels = twin.input(picture);
            long[] shape = network.input().batchOfOne();
            input = twin.inputType() == OnnxType.UINT8
                    ? OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8)
                    : OnnxTensor.createTensor(environment, pixels.asFloatBuffer(), shape);
            Shape last = network.last().out();
            scores = ByteBuffer.allocateDirect(last.size() * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            output = OnnxTensor.createTensor(environment, scores, last.batchOfOne());
            inputs = Map.of(TwinNetwork.INPUT, input);
            outputs = Map.of(Twin.SCORES, output);
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    static OrtEnvironment environment() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        environment.setTelemetry(false);
        return environment;
    }

    static SessionOptions options(int threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        return options;
    }

    static IllegalStateException failure(OrtException e) {
        return new IllegalStateException("ONNX Runtime: " + e.getMessage(), e);
    }

    /** Version of the library that runs. */
    public static String version() {
        try {
            return environment().getVersion();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /**
     * The operators that are left when ONNX Runtime has optimized a model, with their number: what really runs.
     *
     * @param model bytes of an ONNX file
     */
    static SortedMap<String, Integer> optimizedOperators(byte[] model) {
        try {
            Path file = Files.createTempFile("optimized", ".onnx");
            try (SessionOptions options = options(1)) {
                options.setOptimizedModelFilePath(file.toString());
                environment().createSession(model, options).close();
                return OnnxOperators.count(Files.readAllBytes(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (OrtException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new IllegalStateException("the optimized model could not be read back: " + e.getMessage(), e);
        }
    }

    /** Runs the picture once. */
    public void run() {
        try {
            session.run(inputs, Set.of(), outputs).close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }

    /** Class scores of the last run, a copy. */
    public float[] scores() {
        float[] copy = new float[scores.capacity()];
        scores.get(0, copy);
        return copy;
    }

    @Override
    public void close() {
        try {
            input.close();
            output.close();
            session.close();
        } catch (OrtException e) {
            throw failure(e);
        }
    }
}

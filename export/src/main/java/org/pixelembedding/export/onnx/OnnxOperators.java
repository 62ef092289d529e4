package org.pixelembedding.export.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many nodes of each operator a model file has: for reports, and to see what an optimizer made of a graph. */
public final class OnnxOperators {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int NODE_TYPE = 4;
    private static final int NODE_DOMAIN = 7;

    private OnnxOperators() {}

    /**
     * Counts.
     *
     * @param model bytes of an ONNX file
     * @return by operator, those of other domains as {@code domain.Type}
     * @throws IOException if the bytes are no protocol buffer
     */
    public static SortedMap<String, Integer> count(byte[] model) throws IOException {
        SortedMap<String, Integer> counts = new TreeMap<>();
        CodedInputStream in = CodedInputStream.newInstance(model);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == MODEL_GRAPH) {
                int end = in.pushLimit(in.readRawVarint32());
                graph(in, counts);
                in.popLimit(end);
            } else {
                in.skipField(tag);
            }
        }
        return counts;
    }

    private static void graph(CodedInputStream in, SortedMap<String, Integer> counts) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == GRAPH_NODE) {
                int end = in.pushLimit(in.readRawVarint32());
                counts.merge(operator(in), 1, Integer::sum);
                in.popLimit(end);
            } else {
                in.skipField(tag);
            }
        }
    }

    private static String operator(CodedInputStream in) throws IOException {
        String type = "";
        String domain = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case NODE_TYPE -> type = in.readString();
                case NODE_DOMAIN -> domain = in.readString();
                default -> in.skipField(tag);
            }
        }
        return domain.isEmpty() || domain.equals("ai.onnx") ? type : domain + "." + type;
    }
}

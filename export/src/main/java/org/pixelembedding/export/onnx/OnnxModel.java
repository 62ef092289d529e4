package org.pixelembedding.export.onnx;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A graph with what a reader must know to run it. Equal models give equal bytes: maps are written in the order of their
 * keys, and nothing of time or place is written.
 *
 * @param irVersion version of the file format itself; 8 goes with operator set 17
 * @param producer name of the program that wrote it
 * @param producerVersion its version; empty if unsaid
 * @param description what the model is, for people ({@code doc_string}); empty if unsaid
 * @param opsets version of each domain's operator set; ONNX's own domain is the empty name
 * @param metadata free text for people and programs ({@code metadata_props})
 */
public record OnnxModel(
        int irVersion,
        String producer,
        String producerVersion,
        String description,
        SortedMap<String, Integer> opsets,
        OnnxGraph graph,
        SortedMap<String, String> metadata) {
    /** The name of this program in files. */
    public static final String PRODUCER = "pixel-embedding";

    public OnnxModel {
        opsets = Collections.unmodifiableSortedMap(new TreeMap<>(opsets));
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        for (OnnxNode node : graph.nodes()) {
            if (!opsets.containsKey(node.domain())) {
                throw new IllegalArgumentException("node '" + node.name() + "' (" + node.type() + ") is of domain '"
                        + node.domain() + "', want a version for it; there are " + opsets.keySet());
            }
        }
    }

    /** A model of this project. */
    public static OnnxModel of(
            int irVersion, Map<String, Integer> opsets, OnnxGraph graph, Map<String, String> metadata) {
        return new OnnxModel(irVersion, PRODUCER, "", "", new TreeMap<>(opsets), graph, new TreeMap<>(metadata));
    }

    /** The file's bytes; under 2 GB, which is what the format can hold. */
    public byte[] toBytes() {
        return OnnxEncoder.encode(this);
    }
}

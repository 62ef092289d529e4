package org.pixelembedding.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a model comes from: hashes of data and configuration, seed, versions, accuracy. Sorted by key. Holds nothing
 * that differs between two equal runs (no time, path or host), so that equal runs give equal files.
 */
public record Provenance(SortedMap<String, String> entries) {
    public static final Provenance NONE = new Provenance(new TreeMap<>());

    public Provenance {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }
}

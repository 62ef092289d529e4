package org.pixelembedding.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many paths in little memory: their UTF-8 bytes one behind the other, and 4 bytes for each path's end. A list of strings
 * would take some 50 bytes more for each of them.
 */
final class PackedPaths {
    private static final int CHUNK_PATHS = 1 << 16;

    /** Chunks of {@link #CHUNK_PATHS} paths, so that no array outgrows an int: bytes, and where each path ends. */
    private final List<byte[]> texts = new ArrayList<>();

    private final List<int[]> ends = new ArrayList<>();
    private byte[] text = {};
    private int length;
    private int[] end = {};
    private int size;

    static PackedPaths of(Iterable<String> paths) {
        PackedPaths packed = new PackedPaths();
        paths.forEach(packed::add);
        return packed.trimmed();
    }

    void add(String path) {
        if (size % CHUNK_PATHS == 0) {
            trimmed();
            text = new byte[1 << 12];
            end = new int[1 << 6];
            length = 0;
            texts.add(text);
            ends.add(end);
        }
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        int inChunk = size % CHUNK_PATHS;
        if (length + bytes.length > text.length) {
            text = Arrays.copyOf(text, Math.max(length + bytes.length, text.length * 2));
            texts.set(texts.size() - 1, text);
        }
        if (inChunk == end.length) {
            end = Arrays.copyOf(end, end.length * 2);
            ends.set(ends.size() - 1, end);
        }
        System.arraycopy(bytes, 0, text, length, bytes.length);
        length += bytes.length;
        end[inChunk] = length;
        size++;
    }

    /** Gives back what the last chunk has too much. */
    PackedPaths trimmed() {
        if (size > 0) {
            texts.set(texts.size() - 1, Arrays.copyOf(text, length));
            ends.set(ends.size() - 1, Arrays.copyOf(end, (size - 1) % CHUNK_PATHS + 1));
            text = texts.getLast();
            end = ends.getLast();
        }
        return this;
    }

    int size() {
        return size;
    }

    String get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        int[] chunkEnds = ends.get(index / CHUNK_PATHS);
        int at = index % CHUNK_PATHS;
        int from = at == 0 ? 0 : chunkEnds[at - 1];
        return new String(texts.get(index / CHUNK_PATHS), from, chunkEnds[at] - from, StandardCharsets.UTF_8);
    }

    Stream<String> stream() {
        return IntStream.range(0, size).mapToObj(this::get);
    }
}

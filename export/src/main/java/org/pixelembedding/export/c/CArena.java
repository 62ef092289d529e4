package org.pixelembedding.export.c;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pixelembedding.model.ShapeException;

/**
 * Places of all buffers in one memory for words of 32 or of 64 bits: the largest first, each at the lowest place where it
 * overlaps none that lives at the same time.
 */
final class CArena {
    /** Offsets are multiples of it, so that words of 64 bits are aligned. */
    private static final int ALIGNMENT = 8;

    private final long[] offsets;
    private final long bytes;

    CArena(List<CBuffer> buffers, int wordBits) {
        offsets = new long[buffers.size()];
        List<Integer> placed = new ArrayList<>();
        List<Integer> order = IntStream.range(0, buffers.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> -buffers.get(i).bytes(wordBits)))
                .toList();
        long end = ALIGNMENT;
        for (int i : order) {
            long size = buffers.get(i).bytes(wordBits);
            long at = 0;
            // Walk up over those that are in the way, lowest first, until there is a gap.
            List<Integer> inTheWay = placed.stream()
                    .filter(other -> buffers.get(other).livesWith(buffers.get(i)))
                    .sorted(Comparator.comparingLong(other -> offsets[other]))
                    .toList();
            for (int other : inTheWay) {
                if (at + size <= offsets[other]) {
                    break;
                }
                at = Math.max(at, aligned(offsets[other] + buffers.get(other).bytes(wordBits)));
            }
            offsets[i] = at;
            placed.add(i);
            end = Math.max(end, aligned(at + size));
        }
        bytes = end;
        if (bytes > Integer.MAX_VALUE) {
            throw new ShapeException("the activations take " + bytes + " bytes, want at most " + Integer.MAX_VALUE
                    + " for C; export at a smaller size");
        }
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** First byte of a buffer. */
    long offset(int buffer) {
        return offsets[buffer];
    }

    long bytes() {
        return bytes;
    }
}

package org.pixelembedding.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pixelembedding.kernel.BitPlaneLayout;

/**
 * Where the codes of a plan's nodes lie in one array. Codes that are no longer read give their place to later ones of the same
 * shape and border: the zeros around a picture then stand where they stood, and nobody writes them anew for each picture.
 */
final class CodeArena {
    private final BitPlaneLayout[] layouts;
    private final boolean[] kept;
    private final int longs;

    /**
     * The codes of one node.
     *
     * @param layout of a tensor with an array for itself
     * @param firstWritten index of the earliest operation that may write them
     * @param lastRead index of the last operation that reads them
     */
    record Tensor(int node, BitPlaneLayout layout, int firstWritten, int lastRead) {}

    private static final class Place {
        private final BitPlaneLayout layout;
        private int owner;
        private int lastRead;

        private Place(Tensor first, int base) {
            layout = first.layout.at(base);
            owner = first.node;
            lastRead = first.lastRead;
        }
    }

    /** @param nodes of the model, with codes or not */
    CodeArena(int nodes, List<Tensor> tensors) {
        layouts = new BitPlaneLayout[nodes];
        kept = new boolean[nodes];
        List<Place> places = new ArrayList<>();
        int end = 0;
        List<Tensor> inOrder = new ArrayList<>(tensors);
        inOrder.sort(Comparator.comparingInt(Tensor::firstWritten));
        for (Tensor tensor : inOrder) {
            Optional<Place> free = places.stream()
                    .filter(place -> place.lastRead < tensor.firstWritten
                            && place.layout.at(0).equals(tensor.layout))
                    .findFirst();
            if (free.isPresent()) {
                kept[free.get().owner] = false;
                free.get().owner = tensor.node;
                free.get().lastRead = tensor.lastRead;
            } else {
                places.add(new Place(tensor, end));
                end = Math.addExact(end, tensor.layout.longs());
            }
            layouts[tensor.node] = free.orElse(places.get(places.size() - 1)).layout;
            kept[tensor.node] = true;
        }
        longs = end;
    }

    /** Length of the array. */
    int longs() {
        return longs;
    }

    /** Where a node's codes lie, if it makes codes that are materialised. */
    Optional<BitPlaneLayout> layout(int node) {
        return Optional.ofNullable(layouts[node]);
    }

    /** Whether a node's codes are still there after the last operation. */
    boolean keeps(int node) {
        return kept[node];
    }
}

package org.pixelembedding.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pixelembedding.kernel.BitPlaneLayout;
import org.pixelembedding.run.CodeArena.Tensor;

class CodeArenaTest {
    private static final BitPlaneLayout SHAPE = new BitPlaneLayout(3, 4, 64, 2, 1);
    private static final BitPlaneLayout OTHER_BORDER = new BitPlaneLayout(3, 4, 64, 2, 0);

    @Test
    void aPlaceIsGivenOnWhenItsLastReaderIsThrough() {
        CodeArena arena = new CodeArena(
                4, List.of(new Tensor(0, SHAPE, 0, 1), new Tensor(1, SHAPE, 1, 2), new Tensor(2, SHAPE, 2, 3)));
        assertThat(arena.longs()).isEqualTo(2 * SHAPE.longs());
        assertThat(base(arena, 0)).isZero();
        assertThat(base(arena, 1)).as("written while node 0 is read").isEqualTo(SHAPE.longs());
        assertThat(base(arena, 2)).isZero();
        assertThat(arena.layout(3)).isEmpty();
        assertThat(List.of(arena.keeps(0), arena.keeps(1), arena.keeps(2), arena.keeps(3)))
                .containsExactly(false, true, true, false);
    }

    @Test
    void aPlaceIsOfOneShapeAndBorder() {
        CodeArena arena = new CodeArena(3, List.of(new Tensor(0, SHAPE, 0, 1), new Tensor(2, OTHER_BORDER, 2, 3)));
        assertThat(arena.longs()).isEqualTo(SHAPE.longs() + OTHER_BORDER.longs());
        assertThat(base(arena, 2)).isEqualTo(SHAPE.longs());
        assertThat(arena.keeps(0)).isTrue();
    }

    @Test
    void indicesOfAPlacedTensorLieInsideIt() {
        BitPlaneLayout placed = SHAPE.at(100);
        assertThat(placed.pixel(-1, -1)).isEqualTo(100);
        assertThat(placed.pixel(3, 4) + placed.pixelLongs()).isEqualTo(100 + placed.longs());
    }

    private static int base(CodeArena arena, int node) {
        return arena.layout(node).orElseThrow().base();
    }
}

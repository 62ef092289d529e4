package org.pixelembedding.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pixelembedding.model.PixelEmbedding;

class CodeSpaceTest {
    /** Dimension 0 tells eight ranges of 32 values apart by two bits of them, dimension 1 by the third. */
    private static PixelEmbedding table() {
        byte[] codes = new byte[PixelEmbedding.VALUES * 2];
        for (int value = 0; value < PixelEmbedding.VALUES; value++) {
            codes[2 * value] = (byte) (value >> 6);
            codes[2 * value + 1] = (byte) (value >> 5 & 1);
        }
        return new PixelEmbedding(1, 2, 2, codes);
    }

    @Test
    void stepsCountTheCodesThatChange() {
        double[] steps = new CodeSpace(table(), 0).steps();
        assertThat(steps).hasSize(255);
        assertThat(steps[30]).isZero();
        assertThat(steps[31]).isEqualTo(1);
        assertThat(steps[63]).isEqualTo(2);
    }

    @Test
    void thePlaneKeepsTheDistancesOfATableOfTwoDimensions() {
        double[][] plane = new CodeSpace(table(), 0).plane();
        double dx = plane[255][0] - plane[0][0];
        double dy = plane[255][1] - plane[0][1];
        assertThat(dx * dx + dy * dy).isCloseTo(9 + 1, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(plane[255][0]).isGreaterThan(plane[0][0]);
    }

    /** Two tables in one plane: what they share lies at one place, and what differs as far apart as its codes. */
    @Test
    void anotherTableIsDrawnInTheDirectionsOfThisOne() {
        CodeSpace space = new CodeSpace(table(), 0);
        byte[] codes = table().toCodes();
        codes[2 * 200] = 0;
        double[][] then = space.plane(new PixelEmbedding(1, 2, 2, codes));
        double[][] now = space.plane();
        assertThat(then[100]).containsExactly(now[100], org.assertj.core.data.Offset.offset(1e-9));
        assertThat(Math.hypot(then[200][0] - now[200][0], then[200][1] - now[200][1]))
                .isCloseTo(3, org.assertj.core.data.Offset.offset(1e-6));
    }
}

package org.pixelembedding.kernel.vector;

import static org.pixelembedding.kernel.vector.Lanes.SHORTS;
import static org.pixelembedding.kernel.vector.Lanes.shorts;

import jdk.incubator.vector.ShortVector;
import org.pixelembedding.kernel.PackedLookUp;
import org.pixelembedding.kernel.PackedThresholds;

/** First layer: rows of a table are added up, 16 bits an output. */
final class LookUpRows {
    private LookUpRows() {}

    /** One pixel and one vector of outputs; three accumulators, so that additions do not wait for one another. */
    static void add(PackedLookUp l, PackedThresholds t, int[] rows, int window, int first, long[] target, int pixel) {
        short[] table = l.table();
        ShortVector red = ShortVector.zero(SHORTS);
        ShortVector green = red;
        ShortVector blue = red;
        int tap = first;
        for (int row = 0; row < l.rows(); row++) {
            int entry = window + row * l.rowStep();
            for (int i = 0; i < l.rowEntries(); i += 3) {
                red = red.add(shorts(table, rows[entry + i] + tap));
                green = green.add(shorts(table, rows[entry + i + 1] + tap));
                blue = blue.add(shorts(table, rows[entry + i + 2] + tap));
                tap += l.outputs();
            }
        }
        PackedBits.put(t, red.add(green).add(blue), first, target, pixel);
    }
}

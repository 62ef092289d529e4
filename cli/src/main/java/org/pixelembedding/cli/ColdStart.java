package org.pixelembedding.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.Classifier;

/**
 * How a fresh process answers its first pictures, through {@link Classifier} as programs use it: nothing is warmed up. To
 * be measured before anything else has run.
 *
 * @param firstMicros from the model in memory to the first answer: planning and one picture
 * @param p99Micros of pictures 2 to 100
 * @param laterMicros slowest of pictures 101 to {@code pictures}: a cliff would show here
 * @param kernel that answered the last picture
 */
record ColdStart(double firstMicros, double p99Micros, double laterMicros, int pictures, String kernel) {
    private static final int EARLY = 100;
    private static final int MOST = 1000;
    private static final long ENOUGH_NANOS = 5_000_000_000L;

    /** Classifies up to 1000 pictures, or as many above 101 as five seconds allow. */
    static ColdStart measure(Model model, byte[] picture) {
        double[] micros = new double[MOST];
        long begin = System.nanoTime();
        long start = begin;
        Classifier classifier = Classifier.of(model);
        int count = 0;
        while (count < MOST && (count <= EARLY || start - begin < ENOUGH_NANOS)) {
            classifier.classify(picture, model.inputHeight(), model.inputWidth());
            long now = System.nanoTime();
            micros[count++] = (now - start) * 1e-3;
            start = now;
        }
        double[] early = Arrays.copyOfRange(micros, 1, EARLY);
        Arrays.sort(early);
        double later = Arrays.stream(micros, EARLY, count).max().orElse(0);
        return new ColdStart(micros[0], early[(int) (early.length * 0.99)], later, count, classifier.kernel());
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("firstMicros", firstMicros);
        map.put("p99MicrosOf2To100", p99Micros);
        map.put("slowestMicrosAfter100", laterMicros);
        map.put("pictures", pictures);
        map.put("kernels", kernel);
        return map;
    }

    @Override
    public String toString() {
        return String.format(
                "fresh process: first answer %.0f us after the model was read, p99 of pictures 2 to 100 %.0f us,"
                        + " slowest of 101 to %d %.0f us (%s kernels by then)",
                firstMicros, p99Micros, pictures, laterMicros, kernel);
    }
}

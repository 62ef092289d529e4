package org.pixelembedding.train;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant by a misspelt name. */
public final class Names {
    private Names() {}

    /** The known name with the smallest edit distance, if that is small against the length. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(lower(name), lower(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> distance(lower(name), lower(candidate)) <= Math.max(2, name.length() / 3));
    }

    /** {@code "'tyni' is unknown, did you mean tiny?"} or, without a near name, the list of known ones. */
    public static String unknown(String what, String name, Collection<String> known) {
        return unknown(what, "", name, known);
    }

    /** The same for names that are shown with a path in front, which does not make them alike. */
    static String unknown(String what, String path, String name, Collection<String> known) {
        return what + " '" + path + name + "' is unknown, "
                + nearest(name, known)
                        .map(near -> "did you mean " + path + near + "?")
                        .orElseGet(() -> "want one of " + String.join(", ", known));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

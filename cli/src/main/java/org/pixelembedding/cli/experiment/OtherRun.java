package org.pixelembedding.cli.experiment;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run that another one learns from or starts from, as a grid writes it: {@code @ROW}, by the file name of an earlier row of
 * the same grid, of the same seed; {@code @GRID/RUN}, a certain run of another grid, {@code @body/tiny-seed1}.
 *
 * @param name as {@link GridRun#name}
 */
public record OtherRun(String grid, String name) {
    private static final Pattern FORM = Pattern.compile("@(?:([^/@]+)/)?([^/@]+)");

    /** Whether a setting means a run and not a file. */
    public static boolean isMeant(String text) {
        return text.startsWith("@");
    }

    /** Whether it is a row of the same grid, by its slug. */
    static boolean isRow(String text) {
        return isMeant(text) && text.indexOf('/') < 0;
    }

    /**
     * Reads it.
     *
     * @param grid that it stands in
     * @param seed of the run that it is for
     */
    public static OtherRun parse(String text, String grid, long seed) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no other run, want @ROW or @GRID/RUN");
        }
        return form.group(1) == null
                ? new OtherRun(grid, form.group(2) + "-seed" + seed)
                : new OtherRun(form.group(1), form.group(2));
    }

    /** Its run directory among those of all grids. */
    public Path directory(Path runs) {
        return runs.resolve(grid).resolve(name);
    }
}

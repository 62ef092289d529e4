package org.pixelembedding.export.c;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the files, functions and macros of an export begin with: {@code model}, unless several models shall be linked into one
 * program. Names that the linker does not see, and the switches of the command line, are the same for all.
 *
 * @param prefix lower-case letters, digits and underscores, a letter first
 */
record CNames(String prefix) {
    static final String USUAL = "model";
    /** What a prefix may be; {@code pix} and {@code selftest} begin other names. */
    static final Pattern PREFIX = Pattern.compile("(?!pix|selftest)[a-z][a-z0-9_]{0,30}");

    private static final Pattern FILE = Pattern.compile("\\b(model|picture|selftest)(?=\\.[cho]\\b)");
    private static final Pattern NAME = Pattern.compile("\\bmodel_");
    private static final Pattern MACRO = Pattern.compile("\\bMODEL_(?!WORD_BITS|PORTABLE|TRACE)");
    private static final Pattern SELF_TEST = Pattern.compile("\\bselftest_(?=picture|sums|run)");
    private static final Pattern GUARD = Pattern.compile("\\bPIXEMB_(?:MODEL|(PICTURE|SELFTEST))_H\\b");
    /** A line that is one of the model's labels, which are no names of ours. */
    private static final Pattern LABEL = Pattern.compile("^ +\".*\",$");

    CNames {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("prefix '" + prefix + "', want " + PREFIX);
        }
    }

    /** Files by name, with their texts. */
    Map<String, String> files(Map<String, String> texts) {
        Map<String, String> named = new LinkedHashMap<>();
        texts.forEach((file, text) -> named.put(text(file), text(text)));
        return named;
    }

    /** A text that speaks of files, functions and macros. */
    String text(String text) {
        if (prefix.equals(USUAL)) {
            return text;
        }
        StringBuilder named = new StringBuilder(text.length());
        for (String line : text.split("(?<=\n)", -1)) {
            named.append(LABEL.matcher(line.stripTrailing()).matches() ? line : renamed(line));
        }
        return named.toString();
    }

    private String renamed(String line) {
        String upper = prefix.toUpperCase(Locale.ROOT);
        String out = FILE.matcher(line)
                .replaceAll(match -> match.group().equals(USUAL) ? prefix : prefix + "_" + match.group());
        out = NAME.matcher(out).replaceAll(prefix + "_");
        out = MACRO.matcher(out).replaceAll(upper + "_");
        out = SELF_TEST.matcher(out).replaceAll(prefix + "_selftest_");
        return GUARD.matcher(out)
                .replaceAll(match -> "PIXEMB_" + upper + (match.group(1) == null ? "" : "_" + match.group(1)) + "_H");
    }
}

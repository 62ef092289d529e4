package org.pixelembedding.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadableImageException;

/**
 * Reads pictures before a training begins, so that a broken file of the test part is not found out after hours, and all
 * broken files are found at once.
 */
public final class PictureCheck {
    private static final int NAMED = 2;

    private PictureCheck() {}

    /**
     * Reads pictures in an even choice.
     *
     * @param most how many to read
     * @return what could not be read, in the order of the set, one message each
     */
    static List<String> unreadable(SizedImages pictures, int most) {
        int count = Math.min(pictures.size(), most);
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> failure(pictures, (int) ((long) i * pictures.size() / count)))
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Optional<String> failure(SizedImages pictures, int index) {
        try {
            pictures.check(index);
            return Optional.empty();
        } catch (UnreadableImageException e) {
            return Optional.of(e.getMessage());
        } catch (IOException e) {
            return Optional.of(pictures.name(index) + ": " + e.getMessage());
        }
    }

    /**
     * What to tell a user who did not ask to have unreadable pictures left out: how many, the first two by name, what to
     * do.
     *
     * @param source where they are from
     * @param total how many pictures were looked at
     * @param messages of the unreadable ones, at least one
     */
    public static DataException refusal(String source, int total, List<String> messages) {
        StringBuilder text = new StringBuilder(source + ": " + messages.size() + " of " + total
                + " pictures cannot be read; mend or remove them, or leave them out with --skip-unreadable");
        messages.stream().limit(NAMED).forEach(message -> text.append("\n  ").append(message));
        if (messages.size() > NAMED) {
            text.append(" (and ").append(messages.size() - NAMED).append(" more)");
        }
        return new DataException(text.toString());
    }
}

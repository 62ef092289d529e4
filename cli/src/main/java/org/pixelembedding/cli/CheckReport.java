package org.pixelembedding.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pixelembedding.data.DataCheck;
import org.pixelembedding.data.ImageSource;

/** What {@code data check} found, for people and for programs. */
final class CheckReport {
    private static final int SHOWN_CLASSES = 40;
    private static final int SHOWN_SIZES = 8;
    private static final int SHOWN_FILES = 10;
    private static final int SHOWN_GROUPS = 10;
    private static final int ANSWERED = 1000;

    private final ImageSource source;
    private final DataCheck check;
    private final TrainingOutlook outlook;

    CheckReport(ImageSource source, DataCheck check, TrainingOutlook outlook) {
        this.source = source;
        this.check = check;
        this.outlook = outlook;
    }

    Map<String, Object> answer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("data", source.name());
        answer.put("images", check.images());
        List<Object> classes = new ArrayList<>();
        for (int k = 0; k < check.labels().size(); k++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", check.labels().get(k));
            for (DataCheck.PartCounts part : check.parts()) {
                one.put(part.part(), part.perClass().get(k));
            }
            classes.add(one);
        }
        answer.put("classes", classes);
        answer.put(
                "parts",
                check.parts().stream()
                        .map(part -> Map.of("part", part.part(), "images", part.images()))
                        .toList());
        answer.put("distinctSizes", check.sizes().size());
        answer.put(
                "sizes",
                frequentSizes(ANSWERED).stream()
                        .map(size -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("height", size.height());
                            one.put("width", size.width());
                            one.put("images", check.sizes().get(size));
                            return one;
                        })
                        .toList());
        answer.put("unreadableImages", check.unreadable().size());
        answer.put("unreadable", check.unreadable().stream().limit(ANSWERED).toList());
        answer.put("duplicatesWithin", check.duplicatesWithin());
        answer.put("duplicatesAcross", check.duplicatesAcross());
        answer.put(
                "duplicates",
                check.duplicates().stream()
                        .limit(ANSWERED)
                        .map(group -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("files", group.names());
                            one.put("parts", group.parts());
                            one.put("labels", group.labels());
                            return one;
                        })
                        .toList());
        answer.put("ignoredFiles", source.ignoredFiles());
        answer.put("train", outlook.answer());
        return answer;
    }

    private List<DataCheck.Size> frequentSizes(int most) {
        return check.sizes().entrySet().stream()
                .sorted(Map.Entry.<DataCheck.Size, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(source.name())
                .append(": ")
                .append(check.images())
                .append(" pictures of ")
                .append(check.labels().size())
                .append(" classes\n\n")
                .append(classes())
                .append('\n')
                .append(sizes())
                .append('\n');
        if (check.unreadable().isEmpty()) {
            text.append("Every picture can be read.\n");
        } else {
            text.append(check.unreadable().size()).append(" pictures cannot be read:\n");
            lines(text, check.unreadable(), SHOWN_FILES);
        }
        text.append(duplicates()).append('\n').append(outlook);
        return text.toString();
    }

    private static void lines(StringBuilder text, List<String> lines, int most) {
        lines.stream()
                .limit(most)
                .forEach(line -> text.append("  ").append(line).append('\n'));
        if (lines.size() > most) {
            text.append("  ... and ").append(lines.size() - most).append(" more\n");
        }
    }

    private String classes() {
        List<String> titles = new ArrayList<>(List.of("class"));
        check.parts().forEach(part -> titles.add(part.part()));
        TextTable table = new TextTable(titles.toArray(String[]::new));
        int shown = Math.min(SHOWN_CLASSES, check.labels().size());
        for (int k = 0; k < shown; k++) {
            int own = k;
            row(
                    table,
                    check.labels().get(k),
                    check.parts().stream().map(part -> part.perClass().get(own)).toList());
        }
        row(
                table,
                "all",
                check.parts().stream().map(DataCheck.PartCounts::images).toList());
        return shown < check.labels().size()
                ? table + "(the first " + shown + " classes; --json lists all)\n"
                : table.toString();
    }

    private static void row(TextTable table, String title, List<Integer> counts) {
        table.row(IntStream.range(0, counts.size() + 1)
                .mapToObj(i -> i == 0 ? title : (Object) counts.get(i - 1))
                .toArray());
    }

    /** The most frequent sizes with a bar each, and the range. */
    private String sizes() {
        if (check.sizes().isEmpty()) {
            return "";
        }
        List<DataCheck.Size> frequent = frequentSizes(SHOWN_SIZES);
        int most = check.sizes().get(frequent.getFirst());
        TextTable table = new TextTable("height x width", "pictures", "");
        int others = check.sizes().values().stream().mapToInt(Integer::intValue).sum();
        for (DataCheck.Size size : frequent) {
            int count = check.sizes().get(size);
            others -= count;
            table.row(size, count, "#".repeat(Math.max(1, 40 * count / most)));
        }
        if (others > 0) {
            table.row((check.sizes().size() - frequent.size()) + " other sizes", others, "");
        }
        List<DataCheck.Size> ordered = List.copyOf(check.sizes().keySet());
        return table + (ordered.size() > 1 ? "from " + ordered.getFirst() + " to " + ordered.getLast() + "\n" : "");
    }

    private String duplicates() {
        if (check.duplicates().isEmpty()) {
            return "No two pictures are equal.\n";
        }
        StringBuilder text = new StringBuilder();
        text.append(check.duplicatesWithin())
                .append(" pictures are in their part twice, ")
                .append(check.duplicatesAcross())
                .append(" in another part too (equal pixels):\n");
        List<String> lines = check.duplicates().stream()
                .sorted(Comparator.comparingInt((DataCheck.Duplicates group) -> -group.differentParts()))
                .map(CheckReport::line)
                .toList();
        lines(text, lines, SHOWN_GROUPS);
        if (check.duplicatesAcross() > 0) {
            text.append(
                    "Pictures that are in train and in test make the test easier than it looks: remove one of each.\n");
        }
        return text.toString();
    }

    private static String line(DataCheck.Duplicates group) {
        return String.join(" = ", group.names().stream().limit(4).toList())
                + (group.names().size() > 4 ? " = ... (" + group.names().size() + ")" : "")
                + (group.contradicts() ? "   labels differ: " + String.join(", ", group.labels()) : "");
    }
}

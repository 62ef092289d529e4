package org.pixelembedding.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pixelembedding.train.Evaluation;

/** Accuracy of each class, for people and for programs. */
final class ClassAccuracies {
    /** So many classes are all shown to people; of more, the worst. */
    private static final int LISTED = 20;

    private ClassAccuracies() {}

    /** {@code [{label, images, accuracy}]}; no accuracy where there are no images. */
    static List<Map<String, Object>> answer(List<String> labels, List<Evaluation.ClassResult> classes) {
        List<Map<String, Object>> answer = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", labels.get(k));
            one.put("images", classes.get(k).images());
            if (classes.get(k).images() > 0) {
                one.put("accuracy", classes.get(k).accuracy());
            }
            answer.add(one);
        }
        return answer;
    }

    /** Lines of a table, worst class first. */
    static String text(List<String> labels, List<Evaluation.ClassResult> classes) {
        List<Integer> worstFirst = IntStream.range(0, classes.size())
                .boxed()
                .filter(k -> classes.get(k).images() > 0)
                .sorted(Comparator.comparingDouble(k -> classes.get(k).accuracy()))
                .toList();
        boolean all = worstFirst.size() <= LISTED;
        TextTable table =
                new TextTable(all ? "class" : "worst of " + worstFirst.size() + " classes", "images", "right");
        for (int k : all ? worstFirst : worstFirst.subList(0, LISTED / 2)) {
            table.row(
                    labels.get(k),
                    classes.get(k).images(),
                    String.format("%.1f %%", classes.get(k).accuracy() * 100));
        }
        return table.toString();
    }
}

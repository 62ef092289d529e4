package org.pixelembedding.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.Prediction;

/**
 * The classes of pictures as JSON, the same from the command line ({@code predict --json}) and over HTTP:
 * {@code {"results": [{"file", "classes": [{"label", "probability", "sum"}]}]}}. Keys in this order.
 */
public final class ClassesAnswer {
    private final boolean wholeSums;
    private final int top;
    private final List<Object> results = new ArrayList<>();

    /**
     * Begins an answer without results.
     *
     * @param model the one that classifies
     * @param top classes of each picture, at least 1
     */
    public ClassesAnswer(Model model, int top) {
        wholeSums = model.fullyQuantized();
        this.top = top;
    }

    /** Adds the next picture. */
    public void add(String file, Prediction prediction) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file);
        result.put("classes", classes(prediction));
        results.add(result);
    }

    private List<Object> classes(Prediction prediction) {
        List<Object> classes = new ArrayList<>();
        for (Prediction.Ranked ranked : prediction.top(top)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", ranked.label());
            one.put("probability", ranked.probability());
            boolean whole = wholeSums && ranked.score() == Math.rint(ranked.score());
            one.put("sum", whole ? (Object) (long) ranked.score() : (Object) ranked.score());
            classes.add(one);
        }
        return classes;
    }

    /** The whole object. */
    public Map<String, Object> toMap() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("results", results);
        return answer;
    }
}

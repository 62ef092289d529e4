package org.pixelembedding.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.pixelembedding.data.DataException;
import org.pixelembedding.data.SizedImages;
import org.pixelembedding.data.UnreadableImageException;
import org.pixelembedding.data.UnreadablePolicy;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.run.Prediction;
import org.pixelembedding.train.PictureCheck;

/** Answers of the engine on a labelled set, counted: {@code counts[true class][answer]} in the model's class order. */
final class Confusion {
    private final Model model;
    private final int[][] counts;
    private int images;
    private int correct;
    private final NavigableMap<Integer, String> unreadable = new TreeMap<>();
    private int inTopFive;
    /** Answer to each picture of the set, -1 where there is none. */
    private final int[] answers;
    /** Wrong answers, in no order. */
    private final List<Wrong> wrong = new ArrayList<>();

    /**
     * A wrong answer.
     *
     * @param picture index in the set
     * @param probability that the model gave its answer, 0 to 1
     */
    record Wrong(int picture, int truth, int answer, double probability) {}

    private Confusion(Model model, int pictures) {
        this.model = model;
        answers = new int[pictures];
        Arrays.fill(answers, -1);
        counts = new int[model.labels().size()][model.labels().size()];
    }

    /**
     * Runs every picture.
     *
     * @param threads that decode and classify
     * @param policy whether unreadable pictures are left out (see {@link #unreadable}) or refused, all at once
     * @param progress hears the number of pictures done, from several threads but one at a time
     * @throws DataException if the set has a label that the model does not know, or unreadable pictures
     */
    static Confusion of(
            Classifier classifier,
            SizedImages pictures,
            String source,
            int threads,
            UnreadablePolicy policy,
            IntConsumer progress)
            throws IOException {
        Model model = classifier.model();
        int[] classOf = classes(model, pictures.labels(), source);
        Confusion confusion = new Confusion(model, pictures.size());
        AtomicInteger next = new AtomicInteger();
        Callable<Void> worker = () -> {
            for (int i = next.getAndIncrement(); i < pictures.size(); i = next.getAndIncrement()) {
                try {
                    byte[] pixels = pictures.pixels(i);
                    Prediction prediction = classifier.classify(pixels, pictures.height(), pictures.width());
                    confusion.add(i, classOf[pictures.label(i)], prediction, progress);
                } catch (UnreadableImageException e) {
                    confusion.leaveOut(i, e.getMessage());
                }
            }
            return null;
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Void> done : pool.invokeAll(Collections.nCopies(threads, worker))) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while classifying");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
        if (policy == UnreadablePolicy.FAIL && !confusion.unreadable.isEmpty()) {
            throw PictureCheck.refusal(source, pictures.size(), confusion.unreadable());
        }
        return confusion;
    }

    /** What was left out because it could not be read, one message each, in the order of the set. */
    List<String> unreadable() {
        return List.copyOf(unreadable.values());
    }

    private synchronized void leaveOut(int index, String message) {
        unreadable.put(index, message);
    }

    private static int[] classes(Model model, List<String> labels, String source) throws DataException {
        int[] classOf = new int[labels.size()];
        for (int i = 0; i < classOf.length; i++) {
            classOf[i] = model.labels().indexOf(labels.get(i));
            if (classOf[i] < 0) {
                throw new DataException(source + ": class '" + labels.get(i) + "' is not one of the model's "
                        + model.labels().size() + " ("
                        + String.join(", ", model.labels().stream().limit(10).toList())
                        + (model.labels().size() > 10 ? ", ..." : "") + "); rename the folder or use another model");
            }
        }
        return classOf;
    }

    private synchronized void add(int picture, int label, Prediction prediction, IntConsumer progress) {
        images++;
        int answer = prediction.classIndex();
        answers[picture] = answer;
        if (answer != label) {
            wrong.add(new Wrong(picture, label, answer, prediction.probability(answer)));
        }
        counts[label][answer]++;
        correct += answer == label ? 1 : 0;
        inTopFive += prediction.top(5).stream().anyMatch(ranked -> ranked.classIndex() == label) ? 1 : 0;
        progress.accept(images);
    }

    int images() {
        return images;
    }

    double top1() {
        return (double) correct / images;
    }

    double top5() {
        return (double) inTopFive / images;
    }

    /** {@code [true class][answer]}, in the model's class order; the array itself. */
    int[][] counts() {
        return counts;
    }

    /** The answer to each picture of the set, in the model's class order; -1 where it could not be read. The array itself. */
    int[] answers() {
        return answers;
    }

    /** The wrong answers that the model was surest of, the surest first. */
    List<Wrong> surestMistakes(int limit) {
        return wrong.stream()
                .sorted(Comparator.comparingDouble(Wrong::probability)
                        .reversed()
                        .thenComparingInt(Wrong::picture))
                .limit(limit)
                .toList();
    }

    Map<String, Object> answer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("images", images);
        answer.put("top1", top1());
        answer.put("top5", top5());
        answer.put("macroAccuracy", macroAccuracy());
        answer.put("labels", model.labels());
        answer.put("confusion", counts);
        List<Object> perClass = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("label", model.labels().get(k));
            one.put("images", IntStream.of(counts[k]).sum());
            one.put("accuracy", accuracy(k));
            perClass.add(one);
        }
        answer.put("perClass", perClass);
        return answer;
    }

    /** Share of right answers among pictures of one class; 0 if there are none. */
    private double accuracy(int k) {
        int total = IntStream.of(counts[k]).sum();
        return total == 0 ? 0 : (double) counts[k][k] / total;
    }

    private double macroAccuracy() {
        return IntStream.range(0, counts.length)
                .filter(k -> IntStream.of(counts[k]).sum() > 0)
                .mapToDouble(this::accuracy)
                .average()
                .orElse(0);
    }

    /** For people: accuracies, and the pairs that are most often taken for each other. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%d images: top-1 %.2f %%, top-5 %.2f %%, mean over classes %.2f %%%n%n",
                images, top1() * 100, top5() * 100, macroAccuracy() * 100));
        TextTable classes = new TextTable("class", "images", "right");
        for (int k = 0; k < counts.length; k++) {
            int total = IntStream.of(counts[k]).sum();
            if (total > 0) {
                classes.row(model.labels().get(k), total, String.format("%.1f %%", accuracy(k) * 100));
            }
        }
        text.append(classes);
        List<int[]> mistakes = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            for (int j = 0; j < counts.length; j++) {
                if (j != k && counts[k][j] > 0) {
                    mistakes.add(new int[] {k, j});
                }
            }
        }
        mistakes.sort((a, b) -> counts[b[0]][b[1]] - counts[a[0]][a[1]]);
        if (!mistakes.isEmpty()) {
            text.append(String.format("%nMost frequent mistakes:%n"));
            mistakes.stream()
                    .limit(5)
                    .forEach(pair -> text.append(String.format(
                            "  %d x %s taken for %s%n",
                            counts[pair[0]][pair[1]],
                            model.labels().get(pair[0]),
                            model.labels().get(pair[1]))));
        }
        return text.toString();
    }
}

package org.pixelembedding.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.PngEncoder;
import org.pixelembedding.image.Resize;
import org.pixelembedding.image.SeenImage;
import org.pixelembedding.model.GlobalSumPool;
import org.pixelembedding.model.Layer;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.Node;
import org.pixelembedding.model.PixelEmbedding;
import org.pixelembedding.model.QuantConv2d;
import org.pixelembedding.model.RgbImage;
import org.pixelembedding.model.TensorSpec;
import org.pixelembedding.run.NodeValues;
import org.pixelembedding.run.Plan;
import org.pixelembedding.run.Session;

/** Everything that the page shows of one picture: its classes, what the network sees, each layer's maps, and the times. */
final class Explanation {
    private static final int TIMED_RUNS = 7;
    private static final long PREPARATION_NANOS = 50_000_000;

    private Explanation() {}

    /** A picture as it is and at the network's size, with the times of several runs, all alike. */
    private record Prepared(RgbImage whole, RgbImage picture, List<Long> decodeNanos, List<Long> resizeNanos) {
        /** Again until there are enough runs for a median, or a large picture has taken its time. */
        static Prepared of(Model model, String file, byte[] encoded, long maxPixels) throws IOException {
            List<Long> decode = new ArrayList<>();
            List<Long> resize = new ArrayList<>();
            long start = System.nanoTime();
            while (true) {
                long begin = System.nanoTime();
                RgbImage whole = ImageDecoder.decode(encoded, file, maxPixels);
                long decoded = System.nanoTime();
                RgbImage picture = Resize.resize(whole, model.inputHeight(), model.inputWidth());
                long end = System.nanoTime();
                decode.add(decoded - begin);
                resize.add(end - decoded);
                if (decode.size() == TIMED_RUNS || end - start > PREPARATION_NANOS) {
                    return new Prepared(whole, picture, decode, resize);
                }
            }
        }
    }

    /**
     * Looks into a model while it classifies a picture.
     *
     * @param encoded the picture as a file
     * @throws IOException if it cannot be decoded
     */
    static Map<String, Object> of(LoadedModel loaded, String file, byte[] encoded, long maxPixels, int top)
            throws IOException {
        Model model = loaded.model();
        Prepared prepared = Prepared.of(model, file, encoded, maxPixels);
        RgbImage whole = prepared.whole();
        RgbImage picture = prepared.picture();
        ClassesAnswer classes = new ClassesAnswer(model, top);
        classes.add(file, loaded.classifier().classify(picture));
        Map<String, Object> answer = classes.toMap();
        answer.put("height", whole.height());
        answer.put("width", whole.width());
        answer.put("input", png(picture));
        if (model.nodes().get(0).layer() instanceof PixelEmbedding table) {
            SeenImage seen = new SeenImage(table);
            answer.put("seen", png(seen.draw(picture)));
            answer.put("lost", png(seen.lost(picture)));
            answer.put("levels", List.of(seen.distinct(0), seen.distinct(1), seen.distinct(2)));
        }
        answer.put("kernel", loaded.timed().kernel());
        List<Object> times = new ArrayList<>();
        times.add(time("decode", "the file to pixels", median(prepared.decodeNanos())));
        times.add(time("resize", "to the network's size", median(prepared.resizeNanos())));
        times.addAll(steps(loaded.timed(), picture));
        answer.put("times", times);
        answer.put("layers", layers(loaded.traced(), picture));
        return answer;
    }

    private static List<Object> steps(Plan plan, RgbImage picture) {
        List<Plan.Step> steps = plan.steps();
        long[][] runs = new long[TIMED_RUNS][steps.size()];
        Session session = plan.newSession();
        for (long[] run : runs) {
            session.runTimed(picture.rgb(), run);
        }
        List<Object> times = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            List<Long> ofStep = new ArrayList<>();
            for (long[] run : runs) {
                ofStep.add(run[i]);
            }
            times.add(time(steps.get(i).layer(), steps.get(i).how(), median(ofStep)));
        }
        return times;
    }

    /** Not the mean: single runs meet interruptions and code that is not compiled yet. */
    private static long median(List<Long> nanos) {
        return nanos.stream().sorted().toList().get(nanos.size() / 2);
    }

    private static Map<String, Object> time(String step, String how, long nanos) {
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("step", step);
        time.put("how", how);
        time.put("micros", nanos / 1000.0);
        return time;
    }

    /** Layers that give codes, and the class sums at each pixel: the sums in between are thresholded to the codes after them. */
    private static List<Object> layers(Plan plan, RgbImage picture) {
        Model model = plan.model();
        Session session = plan.newSession();
        session.run(picture.rgb());
        NodeValues values = session.trace();
        List<TensorSpec> specs = model.specs(model.inputHeight(), model.inputWidth());
        List<Object> layers = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            boolean classSums = classSums(model, i);
            if (!values.has(i) || (specs.get(i).kind() != TensorSpec.Kind.CODES && !classSums)) {
                continue;
            }
            TensorSpec spec = specs.get(i);
            MapSheet sheet = new MapSheet(spec, values.values(i));
            Node node = model.nodes().get(i);
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("name", node.name());
            layer.put("kind", node.layer().kind().tag());
            layer.put("height", spec.height());
            layer.put("width", spec.width());
            layer.put("channels", spec.channels());
            layer.put("bits", spec.bits());
            layer.put("shown", sheet.shown());
            layer.put("classSums", classSums);
            layer.put("sheet", png(sheet.image()));
            layers.add(layer);
        }
        return layers;
    }

    private static boolean classSums(Model model, int node) {
        Layer layer = model.nodes().get(node).layer();
        return layer instanceof QuantConv2d
                && node + 2 == model.nodes().size()
                && model.lastNode().layer() instanceof GlobalSumPool;
    }

    private static String png(RgbImage image) {
        return Base64.getEncoder().encodeToString(PngEncoder.encode(image));
    }
}

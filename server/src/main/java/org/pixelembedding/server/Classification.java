package org.pixelembedding.server;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.jetty.http.HttpHeader;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.Resize;
import org.pixelembedding.image.TooManyPixelsException;
import org.pixelembedding.model.Model;
import org.pixelembedding.model.RgbImage;

/** The two addresses that take pictures: {@code classify} and {@code explain}. All pictures of a request, or a refusal. */
final class Classification {
    private static final int DEFAULT_TOP = 5;
    private static final String WHOLE_BODY = "image";

    private final Limits limits;
    private final BodyReader bodies;
    private final Workers workers;
    private final ServerMetrics metrics;

    Classification(Limits limits, BodyReader bodies, Workers workers, ServerMetrics metrics) {
        this.limits = limits;
        this.bodies = bodies;
        this.workers = workers;
        this.metrics = metrics;
    }

    Answer classify(Call call, ServedModel served) throws Refusal, InterruptedException {
        int top = top(call);
        try (Body body = bodies.read(call.request())) {
            byte[] bytes = body.bytes();
            List<Upload> uploads = uploads(call, bytes, limits.pictures());
            return timed(call, uploads.size(), () -> classified(served.current(), bytes, uploads, top));
        }
    }

    Answer explain(Call call, ServedModel served) throws Refusal, InterruptedException {
        int top = top(call);
        try (Body body = bodies.read(call.request())) {
            byte[] bytes = body.bytes();
            Upload upload = uploads(call, bytes, 1).get(0);
            return timed(call, 1, () -> {
                try {
                    return Answer.json(Explanation.of(
                            served.current(), upload.file(), encoded(bytes, upload), limits.pixels(), top));
                } catch (IOException e) {
                    throw unreadable(e);
                }
            });
        }
    }

    private Answer timed(Call call, int pictures, Callable<Answer> work) throws Refusal, InterruptedException {
        long[] nanos = new long[1];
        try {
            return workers.run(() -> {
                long start = System.nanoTime();
                try {
                    return work.call();
                } finally {
                    nanos[0] = System.nanoTime() - start;
                }
            });
        } finally {
            call.noteWork(pictures, nanos[0]);
            metrics.worked(pictures, nanos[0]);
        }
    }

    private Answer classified(LoadedModel loaded, byte[] bytes, List<Upload> uploads, int top) throws Refusal {
        Model model = loaded.model();
        ClassesAnswer classes = new ClassesAnswer(model, top);
        for (Upload upload : uploads) {
            if (Thread.interrupted()) {
                throw Refusal.busy("The answer was not ready in time.");
            }
            try {
                RgbImage picture = ImageDecoder.decode(encoded(bytes, upload), upload.file(), limits.pixels());
                classes.add(
                        upload.file(),
                        loaded.classifier().classify(Resize.resize(picture, model.inputHeight(), model.inputWidth())));
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return Answer.json(classes.toMap());
    }

    private static byte[] encoded(byte[] body, Upload upload) {
        boolean whole = upload.from() == 0 && upload.to() == body.length;
        return whole ? body : Arrays.copyOfRange(body, upload.from(), upload.to());
    }

    private static Refusal unreadable(IOException e) {
        return new Refusal(e instanceof TooManyPixelsException ? 413 : 422, e.getMessage() + ".");
    }

    private static List<Upload> uploads(Call call, byte[] body, int most) throws Refusal {
        String type = Optional.ofNullable(call.request().getHeaders().get(HttpHeader.CONTENT_TYPE))
                .orElse("")
                .strip();
        String kind = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if ("multipart/form-data".equals(kind)) {
            return Multipart.files(type, body, most);
        }
        // Curl sends any data under the type of forms unless told otherwise; the bytes themselves say what they are.
        boolean raw = kind.isEmpty()
                || kind.startsWith("image/")
                || "application/octet-stream".equals(kind)
                || "application/x-www-form-urlencoded".equals(kind);
        if (!raw) {
            throw new Refusal(
                    415, "The body must be an image (image/..., application/octet-stream) or multipart/form-data.");
        }
        if (body.length == 0) {
            throw new Refusal(400, "The body is empty; it must be the bytes of an image, or multipart/form-data.");
        }
        return List.of(new Upload(WHOLE_BODY, 0, body.length));
    }

    private static int top(Call call) throws Refusal {
        Optional<String> given = call.parameter("top");
        if (given.isPresent() && !given.get().matches("[1-9][0-9]{0,5}")) {
            throw new Refusal(400, "The parameter top must be a whole number of at least 1.");
        }
        return given.map(Integer::parseInt).orElse(DEFAULT_TOP);
    }
}

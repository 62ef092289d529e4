package org.pixelembedding.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipFile;
import org.pixelembedding.image.ImageDecoder;
import org.pixelembedding.image.Resize;
import org.pixelembedding.model.Model;
import org.pixelembedding.run.Classifier;
import org.pixelembedding.server.ClassesAnswer;

/**
 * What {@code pixemb serve} can take, beside decoding and the engine alone on the same cores:
 *
 * <pre>{@code
 * java --add-modules=jdk.incubator.vector -XX:+UseParallelGC -cp bench/target/benchmarks.jar org.pixelembedding.bench.ServerLoad \
 *     MODEL PICTURES.zip [MINUTES]
 * }</pre>
 *
 * <p>Run it in the checkout: it starts {@code ./pixemb serve}, with its access log in a file. The bodies are the zip's pictures in
 * folders named {@code test}. Every answer is compared with that of the engine in this process. The last stretch asks for twice what
 * the server takes, for some minutes (default 10), and prints memory and threads of the server as it goes. Exit code 1 if an answer was wrong,
 * a connection broke, or a status was neither 200 nor 503. Linux.
 */
public final class ServerLoad {
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration STRETCH = Duration.ofSeconds(20);
    private static final int[] CONNECTIONS = {1, 2, 8, 64};
    private static final int MANY = 1000;

    private final Classifier classifier;
    private final List<byte[]> pictures;
    private boolean failed;

    private ServerLoad(Classifier classifier, List<byte[]> pictures) {
        this.classifier = classifier;
        this.pictures = pictures;
    }

    /** Measures and prints. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Duration overload = Duration.ofMinutes(args.length > 2 ? Long.parseLong(args[2]) : 10);
        Path model = Path.of(args[0]);
        ServerLoad load = new ServerLoad(Classifier.load(model), testPictures(Path.of(args[1])));
        double alone = load.alone();
        System.out.printf(
                "decoding and engine alone, %d threads: %.0f pictures/s%n",
                Runtime.getRuntime().availableProcessors(), alone);
        load.serve(model, alone, overload);
        if (load.failed) {
            System.exit(1);
        }
    }

    private static List<byte[]> testPictures(Path zip) throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (var entry : file.stream()
                    .filter(each -> !each.isDirectory() && each.getName().contains("/test/"))
                    .toList()) {
                pictures.add(file.getInputStream(entry).readAllBytes());
            }
        }
        if (pictures.isEmpty()) {
            throw new IOException(zip + ": has no pictures in a folder named test");
        }
        return pictures;
    }

    private byte[] answer(byte[] picture) throws IOException {
        Model model = classifier.model();
        ClassesAnswer answer = new ClassesAnswer(model, 5);
        answer.add(
                "image",
                classifier.classify(
                        Resize.resize(ImageDecoder.decode(picture, "image"), model.inputHeight(), model.inputWidth())));
        return JSON.std.asBytes(answer.toMap());
    }

    /** Pictures a second that all cores decode, resize and classify when nothing else is to do. */
    private double alone() throws InterruptedException {
        count(WARM_UP);
        return count(STRETCH) / (double) STRETCH.toSeconds();
    }

    private long count(Duration time) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        AtomicLong next = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                Model model = classifier.model();
                while (System.nanoTime() < end) {
                    byte[] picture = pictures.get((int) (next.getAndIncrement() % pictures.size()));
                    try {
                        classifier.classify(Resize.resize(
                                ImageDecoder.decode(picture, "image"), model.inputHeight(), model.inputWidth()));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    done.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get();
    }

    private void serve(Path model, double alone, Duration overload) throws IOException, InterruptedException {
        Path log = Files.createTempFile("pixemb-access", ".log");
        Process process = new ProcessBuilder("./pixemb", "serve", "served=" + model, "--port", "0")
                .redirectOutput(log.toFile())
                .start();
        try {
            URI address = address(process);
            InetSocketAddress socket = new InetSocketAddress(address.getHost(), address.getPort());
            List<LoadGenerator.Exchange> exchanges = exchanges(address);
            System.out.println("    at the start: " + ServerProcess.sample(process));
            double capacity = 0;
            try (LoadGenerator warm = new LoadGenerator(socket, exchanges, 8)) {
                warm.run(LoadGenerator.CLOSED_LOOP, WARM_UP.multipliedBy(2), _ -> {});
            }
            System.out.printf(
                    "%-44s %9s %8s %8s %8s %8s  %s%n", "", "right/s", "p50 ms", "p99 ms", "p99.9", "of alone", "");
            for (int connections : CONNECTIONS) {
                try (LoadGenerator load = new LoadGenerator(socket, exchanges, connections)) {
                    double before = ServerProcess.cpuSeconds(process);
                    LoadGenerator.Result result = load.run(LoadGenerator.CLOSED_LOOP, STRETCH, _ -> {});
                    print(connections + " connections, one after the other", result, alone);
                    double busy = ServerProcess.cpuSeconds(process) - before;
                    System.out.printf(
                            "    processor time of the server: %.0f us an answer, %.2f cores%n",
                            busy * 1e6 / result.statuses().getOrDefault(200, 1L), busy / result.seconds());
                    capacity = Math.max(capacity, result.rightPerSecond());
                }
            }
            try (LoadGenerator load = new LoadGenerator(socket, exchanges, MANY)) {
                print(MANY + " connections, half of that rate", load.run(capacity / 2, STRETCH, _ -> {}), alone);
                print(MANY + " connections, one after the other", load.run(0, STRETCH, _ -> {}), alone);
                print(
                        MANY + " connections, twice that rate, " + overload.toMinutes() + " minutes",
                        load.run(
                                2 * capacity,
                                overload,
                                second -> Thread.startVirtualThread(() -> watch(process, second))),
                        alone);
            }
            try (LoadGenerator load = new LoadGenerator(socket, exchanges, 8)) {
                print("8 connections, one after the other, again", load.run(0, STRETCH, _ -> {}), alone);
            }
            System.out.println("    at the end: " + ServerProcess.sample(process));
        } finally {
            process.destroy();
            System.out.println("SIGTERM, exit code " + process.waitFor());
            Files.delete(log);
        }
    }

    private static URI address(Process process) throws IOException {
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
        String line = err.readLine();
        while (line != null && !line.startsWith("http://")) {
            line = err.readLine();
        }
        if (line == null) {
            throw new IOException("./pixemb serve ended before it gave an address");
        }
        // Nothing more is said but at the end; the pipe holds that.
        return URI.create(line.substring(0, line.indexOf(' ')));
    }

    private List<LoadGenerator.Exchange> exchanges(URI address) throws IOException {
        List<LoadGenerator.Exchange> exchanges = new ArrayList<>();
        for (byte[] picture : pictures) {
            byte[] head = ("POST /v1/models/served/classify HTTP/1.1\r\nHost: " + address.getAuthority()
                            + "\r\nContent-Type: image/jpeg\r\nContent-Length: " + picture.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            ByteBuffer request = ByteBuffer.allocateDirect(head.length + picture.length);
            request.put(head).put(picture).flip();
            exchanges.add(new LoadGenerator.Exchange(request, ByteBuffer.wrap(answer(picture))));
        }
        return exchanges;
    }

    private void print(String what, LoadGenerator.Result result, double alone) {
        Map<Integer, Long> others = new TreeMap<>(result.statuses());
        others.remove(200);
        failed |= result.wrong() > 0
                || result.broken() > 0
                || others.keySet().stream().anyMatch(status -> status != 503);
        System.out.printf(
                "%-44s %9.0f %8.2f %8.2f %8.2f %8.2f  %s%n",
                what,
                result.rightPerSecond(),
                result.micros().getValueAtPercentile(50) / 1e3,
                result.micros().getValueAtPercentile(99) / 1e3,
                result.micros().getValueAtPercentile(99.9) / 1e3,
                result.rightPerSecond() / alone,
                (others.isEmpty() ? "" : "others " + others + " ")
                        + (result.wrong() > 0 ? result.wrong() + " WRONG " : "")
                        + (result.broken() > 0 ? result.broken() + " BROKEN" : ""));
    }

    private static void watch(Process process, long second) {
        if (second % 60 == 0) {
            System.out.println("    after " + second + " s: " + ServerProcess.sample(process));
        }
    }
}

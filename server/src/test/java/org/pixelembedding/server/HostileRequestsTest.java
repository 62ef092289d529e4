package org.pixelembedding.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pixelembedding.model.SampleModels;

/** Damaged pictures, damaged multipart bodies and damaged HTTP, by a seed: none may be answered with 500. */
class HostileRequestsTest {
    /** The ten thousand: {@code -Dpixemb.requests=10000}. */
    private static final int REQUESTS = Integer.getInteger("pixemb.requests", 600);

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

    @TempDir
    Path directory;

    @Test
    void damagedRequestsGetFourHundredsAndTheServerGoesOn() throws IOException, InterruptedException {
        long seed = Long.getLong("pixemb.seed", 1);
        Random random = new Random(seed);
        Map<Integer, Integer> answers = new TreeMap<>();
        var model = SampleModels.integers();
        byte[] picture = Pictures.encoded("png", 20, 20, 1);
        List<byte[]> pictures = List.of(
                picture,
                Pictures.encoded("jpg", 20, 20, 1),
                Pictures.encoded("gif", 20, 20, 1),
                Pictures.encoded("bmp", 20, 20, 1));
        byte[] multipart = TestServer.multipart(List.of("a.png"), List.of(picture));
        try (TestServer server = TestServer.start(Limits.DEFAULT, TestServer.served(directory, "mine", model))) {
            for (int i = 0; i < REQUESTS; i++) {
                byte[] request = switch (i % 3) {
                    case 0 -> request("image/png", damaged(pictures.get(random.nextInt(pictures.size())), random));
                    case 1 ->
                        request("multipart/form-data; boundary=" + TestServer.BOUNDARY, damaged(multipart, random));
                    default -> damaged(request("image/png", picture), random);
                };
                String answer = send(server, request);
                Matcher status = STATUS.matcher(answer);
                String what = "seed " + seed + ", request " + i + ": " + answer;
                // A request whose head or length was damaged may be one that is never whole: then the connection ends.
                if (status.lookingAt()) {
                    int code = Integer.parseInt(status.group(1));
                    // 501 and 505: a damaged word of the head named a method or a version of HTTP that there is not.
                    assertThat(code == 501 || code == 505 || (code >= 200 && code < 500))
                            .as(what)
                            .isTrue();
                    if (code >= 400 && !answer.endsWith("\r\n\r\n")) {
                        assertThat(sentence(answer))
                                .as(what)
                                .matches(".+[.]")
                                .doesNotContain("\n", directory.toString());
                    }
                    answers.merge(code, 1, Integer::sum);
                } else {
                    assertThat(answer).as(what).isEmpty();
                    answers.merge(0, 1, Integer::sum);
                }
            }
            System.out.println(
                    "seed " + seed + ", " + REQUESTS + " requests, answers by status (0: closed): " + answers);
            assertThat(server.post("/v1/models/mine/classify", "image/png", picture)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** The body of a refusal, whose one sentence is {@code error}. */
    private static String sentence(String answer) throws IOException {
        return String.valueOf(JSON.std
                .mapFrom(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .get("error"));
    }

    private static String send(TestServer server, byte[] request) throws IOException {
        try (RawConnection connection = RawConnection.to(server.server.socketAddress())) {
            try {
                connection.write(request);
                connection.endOutput();
                return connection.readToEnd();
            } catch (java.net.SocketException e) {
                return ""; // answered and closed before all was written
            }
        }
    }

    private static byte[] request(String type, byte[] body) {
        byte[] head =
                ("POST /v1/models/mine/classify HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
                                + type + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /** Some bytes changed, or the end cut off, or something doubled. */
    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        switch (random.nextInt(3)) {
            case 0 -> {
                for (int change = 0; change <= random.nextInt(8); change++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
            }
            case 1 -> damaged = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            default -> {
                int at = random.nextInt(bytes.length);
                damaged = java.util.Arrays.copyOf(bytes, bytes.length + at);
                System.arraycopy(bytes, 0, damaged, bytes.length, at);
            }
        }
        return damaged;
    }
}

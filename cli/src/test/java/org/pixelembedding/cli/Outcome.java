package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;

/** One command line, run in this process: what it ended with and what it said. */
record Outcome(int code, String out, String err) {
    static Outcome pixemb(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    /** {@code train} on small pictures with a small network, with more options behind. */
    static Outcome train(Object data, Object out, Object... more) {
        Object[] fixed = {"train", "--data", data, "--out", out, "--size", 16, "--width", "0.25", "--dimensions", 4};
        Object[] schedule = {"--batch", 8, "--epochs", 2, "--crop", 1};
        Object[] all = Arrays.copyOf(fixed, fixed.length + schedule.length + more.length);
        System.arraycopy(schedule, 0, all, fixed.length, schedule.length);
        System.arraycopy(more, 0, all, fixed.length + schedule.length, more.length);
        return pixemb(all);
    }

    Map<String, Object> json() throws IOException {
        return JSON.std.mapFrom(out);
    }

    /** Bad input: exit code 1, one message of at most three lines that holds these parts, no stack trace. */
    void assertRefused(String... parts) {
        assertThat(code).as(err).isEqualTo(1);
        String message = err.substring(Math.max(0, err.indexOf("pixemb:"))).strip();
        assertThat(message.lines().filter(line -> line.startsWith("pixemb:")))
                .as(err)
                .hasSize(1);
        assertThat(message.lines()).as(err).hasSizeLessThanOrEqualTo(3);
        assertThat(message).contains(parts).doesNotContain("\tat ");
    }
}

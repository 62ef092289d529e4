package org.pixelembedding.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the files in a body of {@code multipart/form-data} (RFC 7578) that lies in memory. Parts without a file name are
 * form fields and passed over. Bytes are not copied.
 */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("(?i);\\s*boundary\\s*=\\s*(?:\"([^\"]*)\"|([^;,\\s\"]+))");
    private static final Pattern FILE_NAME =
            Pattern.compile("(?i);\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s\"]+))");
    private static final int LONGEST_BOUNDARY = 70;
    private static final int LONGEST_NAME = 255;

    private final byte[] body;
    private final byte[] delimiter;

    private Multipart(byte[] body, String boundary) {
        this.body = body;
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All files, in their order; at most {@code most}. */
    static List<Upload> files(String contentType, byte[] body, int most) throws Refusal {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw broken("its header names no boundary");
        }
        String name = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        if (name.isEmpty() || name.length() > LONGEST_BOUNDARY) {
            throw broken("its boundary wants 1 to " + LONGEST_BOUNDARY + " characters");
        }
        return new Multipart(body, name).parse(most);
    }

    private List<Upload> parse(int most) throws Refusal {
        List<Upload> files = new ArrayList<>();
        // The first delimiter may stand at the very beginning, without a line break in front of it.
        int first = startsWith(0, 2) ? -2 : find(0);
        if (first == -1) {
            throw broken("its boundary does not occur in it");
        }
        int at = first + delimiter.length;
        while (!(at + 1 < body.length && body[at] == '-' && body[at + 1] == '-')) {
            while (at < body.length && (body[at] == ' ' || body[at] == '\t')) {
                at++;
            }
            if (at + 1 >= body.length || body[at] != '\r' || body[at + 1] != '\n') {
                throw broken("it ends without a closing boundary");
            }
            int headers = at + 2;
            int content = headersEnd(headers);
            int end = find(content - 2);
            if (end < 0) {
                throw broken("its last part has no end");
            }
            String name = fileName(headers, content);
            if (!name.isEmpty()) {
                if (files.size() == most) {
                    throw new Refusal(413, "The body holds more than " + most + " pictures; send fewer.");
                }
                files.add(new Upload(name, content, Math.max(content, end)));
            }
            at = end + delimiter.length;
        }
        if (files.isEmpty()) {
            throw broken("it holds no part with a file name");
        }
        return files;
    }

    /** Behind the empty line that ends a part's headers. */
    private int headersEnd(int from) throws Refusal {
        if (from + 1 < body.length && body[from] == '\r' && body[from + 1] == '\n') {
            return from + 2;
        }
        for (int i = from; i + 3 < body.length; i++) {
            if (body[i] == '\r' && body[i + 1] == '\n' && body[i + 2] == '\r' && body[i + 3] == '\n') {
                return i + 4;
            }
        }
        throw broken("the headers of a part have no end");
    }

    /** The name that the client gives the file, without directories; empty if the part is no file. */
    private String fileName(int from, int to) {
        String headers = new String(body, from, to - from, StandardCharsets.UTF_8);
        for (String line : headers.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                Matcher name = FILE_NAME.matcher(line);
                if (name.find()) {
                    String given = name.group(1) == null ? name.group(2) : name.group(1);
                    String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
                    return last.isEmpty() ? "picture" : last.substring(0, Math.min(last.length(), LONGEST_NAME));
                }
            }
        }
        return "";
    }

    /** The next delimiter at or behind {@code from}, or -1. */
    private int find(int from) {
        for (int i = Math.max(0, from); i <= body.length - delimiter.length; i++) {
            if (body[i] == '\r' && startsWith(i, 0)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the delimiter, without its first {@code skipped} bytes, stands at {@code at}. */
    private boolean startsWith(int at, int skipped) {
        if (body.length - at < delimiter.length - skipped) {
            return false;
        }
        for (int i = skipped; i < delimiter.length; i++) {
            if (body[at + i - skipped] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private static Refusal broken(String why) {
        return new Refusal(400, "The body is no whole multipart/form-data: " + why + ".");
    }
}

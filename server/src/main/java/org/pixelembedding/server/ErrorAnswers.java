package org.pixelembedding.server;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the HTTP library refuses by itself (malformed requests, requests during a stop) in the same form as our refusals. */
final class ErrorAnswers extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = request.getAttribute(ERROR_STATUS) instanceof Integer given ? given : response.getStatus();
        response.setStatus(status);
        fill(response.getHeaders(), status);
        response.write(true, ByteBuffer.wrap(body(status)), callback);
        return true;
    }

    private static void fill(HttpFields.Mutable headers, int status) {
        AnswerHeaders.put(headers);
        headers.put(HttpHeader.CONTENT_TYPE, Answer.JSON_TYPE);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            headers.put(HttpHeader.RETRY_AFTER, "1");
        }
    }

    /** One sentence; the library's own words are left out, since they may repeat what the client sent. */
    private static byte[] body(int status) {
        return Answer.jsonBytes(error(status, sentence(status)));
    }

    /** {@code {"status", "error"}}. */
    static Map<String, Object> error(int status, String sentence) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("status", status);
        error.put("error", sentence);
        return error;
    }

    private static String sentence(int status) {
        return switch (status) {
            case 408 -> "The request was not complete in time.";
            case 413 -> "The request is larger than this server takes.";
            case 414 -> "The address of the request is longer than this server takes.";
            case 417 -> "This server does not do what the header Expect asks for.";
            case 431 -> "The headers of the request are larger than this server takes.";
            case 500 -> "This server has a bug; its operator finds it in the log.";
            case 501 -> "This server does not know that method or encoding.";
            case 503 -> "This server is stopping. Try again in a second.";
            case 505 -> "This server speaks HTTP/1.1.";
            default -> status < 500 ? "The request is not well-formed HTTP." : HttpStatus.getMessage(status) + ".";
        };
    }
}

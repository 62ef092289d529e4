package org.pixelembedding.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One address of the interface.
 *
 * @param method GET or POST; GET answers HEAD too
 * @param route its path; a segment in braces stands for any one segment
 * @param open whether it answers without the token
 */
record Endpoint(String method, String route, boolean open, Work work) {
    /** What it does. */
    interface Work {
        Answer answer(Call call) throws Refusal, InterruptedException;
    }

    /** What stands in the route's places, if the path is of its form. */
    Optional<List<String>> match(String path) {
        String[] wanted = route.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                variables.add(given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    boolean takes(String requestMethod) {
        return method.equals(requestMethod) || ("GET".equals(method) && "HEAD".equals(requestMethod));
    }
}

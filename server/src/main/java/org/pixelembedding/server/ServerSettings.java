package org.pixelembedding.server;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a server listens, who may call it, and whom it tells what happens.
 *
 * @param address host and port; port 0 takes a free one. A loopback address also makes the server refuse requests for
 *     other host names, so that no web page can reach it through a name of its own (DNS rebinding)
 * @param token what callers of {@code /v1} and {@code /metrics} must bring as {@code Authorization: Bearer ...}
 * @param log receives one JSON object a line: each answered request, each reload of a model; called by many threads
 */
public record ServerSettings(InetSocketAddress address, Limits limits, Optional<String> token, Consumer<String> log) {
    private static final int SHORTEST_TOKEN = 16;

    public ServerSettings {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("no address is known for host '" + address.getHostString() + "'");
        }
        if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]{" + SHORTEST_TOKEN + ",}")) {
            throw new IllegalArgumentException(
                    "a token wants at least " + SHORTEST_TOKEN + " characters of ASCII without spaces, got one of "
                            + token.get().length() + " characters");
        }
    }

    boolean loopbackOnly() {
        return address.getAddress().isLoopbackAddress();
    }
}

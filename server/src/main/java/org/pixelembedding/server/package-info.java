/**
 * Models behind HTTP: a page to try them, an interface to call them, and the limits that make both safe to leave open.
 *
 * <p>Start at {@link org.pixelembedding.server.ModelServer}, which owns everything that runs. A request goes through
 * {@code Router} (host, token, path) to one class in {@code Endpoints}; {@code BodyReader} takes its body in, within
 * bytes, memory and time; {@code Workers} is the bounded queue in front of the few threads that decode and classify;
 * {@code ServedModel} holds the model that a name stands for at the moment. Whatever is refused is a {@code Refusal}: one
 * status, one sentence. The HTTP library is Jetty, known only in this package.
 */
package org.pixelembedding.server;

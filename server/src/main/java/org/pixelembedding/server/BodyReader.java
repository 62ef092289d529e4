package org.pixelembedding.server;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Takes a request's body in. A slow client costs a waiting virtual thread and the bytes that it has sent, no more: memory
 * grows with what comes, not with what is announced, and a body that is not there in time is refused.
 */
final class BodyReader {
    private static final int FIRST_BYTES = 16 << 10;

    private final Limits limits;
    private final BodyMemory memory;

    BodyReader(Limits limits, BodyMemory memory) {
        this.limits = limits;
        this.memory = memory;
    }

    /** The whole body; close it when its bytes are no longer wanted. */
    Body read(Request request) throws Refusal, InterruptedException {
        long announced = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        long deadline = System.nanoTime() + limits.bodyTime().toNanos();
        if (announced > limits.bodyBytes()) {
            throw tooLarge();
        }
        byte[] bytes = new byte[(int) Math.max(1, announced < 0 ? FIRST_BYTES : Math.min(announced, FIRST_BYTES))];
        long taken = bytes.length;
        memory.take(taken);
        boolean whole = false;
        try {
            int length = 0;
            while (!whole) {
                Content.Chunk chunk = next(request, deadline);
                try {
                    int more = chunk.remaining();
                    if (length + (long) more > limits.bodyBytes()) {
                        throw tooLarge();
                    }
                    if (length + more > bytes.length) {
                        int size = (int) Math.min(
                                announced < 0 ? limits.bodyBytes() : announced,
                                Math.max(2L * bytes.length, length + more));
                        memory.take(size - bytes.length);
                        taken += size - bytes.length;
                        bytes = Arrays.copyOf(bytes, size);
                    }
                    chunk.getByteBuffer().get(bytes, length, more);
                    length += more;
                    whole = chunk.isLast();
                } finally {
                    chunk.release();
                }
            }
            return new Body(memory, taken, length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        } finally {
            if (!whole) {
                memory.giveBack(taken);
            }
        }
    }

    private Content.Chunk next(Request request, long deadline) throws Refusal, InterruptedException {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
            Semaphore arrived = new Semaphore(0);
            while (chunk == null) {
                request.demand(arrived::release);
                if (!arrived.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw tooSlow();
                }
                chunk = request.read();
            }
        }
        if (Content.Chunk.isFailure(chunk)) {
            if (chunk.getFailure() instanceof TimeoutException) {
                throw tooSlow();
            }
            throw new Refusal(400, "The body ended before it was complete, or its framing is damaged.");
        }
        return chunk;
    }

    /**
     * Reads on to the end of a body that was refused, within the time that a body may take: an answer into the middle of an
     * upload resets the connection, and the client may never see it.
     *
     * @return whether the end came; otherwise the connection cannot be used any further
     */
    boolean discardRest(Request request) {
        // Who sends Expect waits for a word to begin, and is not given it.
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            return request.consumeAvailable();
        }
        long deadline = System.nanoTime() + limits.bodyTime().toNanos();
        try {
            boolean last = false;
            while (!last) {
                Content.Chunk chunk = next(request, deadline);
                last = chunk.isLast();
                chunk.release();
            }
            return true;
        } catch (Refusal e) {
            return false; // the first refusal is the answer
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Refusal tooLarge() {
        return new Refusal(
                413, "The body has more than " + limits.bodyBytes() + " bytes; send smaller or fewer pictures.");
    }

    private Refusal tooSlow() {
        return new Refusal(
                408, "The body was not complete after " + limits.bodyTime().toSeconds() + " seconds.");
    }
}

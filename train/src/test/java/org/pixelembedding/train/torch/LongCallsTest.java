package org.pixelembedding.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LongCallsTest {
    private final LongCalls calls = new LongCalls();

    @Test
    void endWaitsForACallUnderWayAndLetsNoOtherBegin() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> call(() -> {
            begun.countDown();
            await(go);
        }));
        begun.await();
        assertThat(calls.end(Duration.ofMillis(50))).as("the call is under way").isFalse();
        go.countDown();
        call.join();
        assertThat(calls.end(Duration.ofSeconds(30))).isTrue();
        Thread late = Thread.ofPlatform().daemon().start(() -> call(() -> {}));
        late.join(50);
        assertThat(late.isAlive()).as("a call after the end").isTrue();
    }

    @Test
    void callsRunSideBySide() {
        CountDownLatch both = new CountDownLatch(2);
        Runnable call = () -> call(() -> {
            both.countDown();
            await(both);
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            threads.execute(call);
            threads.execute(call);
        }
        assertThat(both.getCount()).isZero();
    }

    private void call(Runnable work) {
        try (LongCalls.Call _ = calls.begin()) {
            work.run();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

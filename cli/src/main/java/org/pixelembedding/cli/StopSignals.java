package org.pixelembedding.cli;

import java.io.PrintWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Ctrl-C, SIGTERM and a closed terminal while a training runs. The first signal asks the training to stop after the step
 * under way, so that its checkpoint is written and the program ends in its usual way; a second one ends it at once.
 *
 * <p>The JDK's class for signals, {@code sun.misc.Signal}, is in a supported module, but javac warns of its name
 * whatever one does: it is found by reflection. (A shutdown hook would hear the first signal only, and would keep the
 * answer from being printed.) Signals that the process was started to ignore stay ignored.
 */
final class StopSignals implements AutoCloseable {
    /** What a shell says of a process that ended by a signal: 128 and its number. */
    private static final Map<String, Integer> EXIT_CODES = Map.of("HUP", 129, "INT", 130, "TERM", 143);

    private final Runnable stop;
    private final String stopping;
    private final PrintWriter err;
    private final IntConsumer end;
    private final AtomicInteger exitCode = new AtomicInteger();
    private final Map<Object, Object> former = new LinkedHashMap<>();

    /**
     * Hears nothing by itself: see {@link #install}.
     *
     * @param stopping what the first signal is answered with on {@code err}
     * @param end ends the process with an exit code, whatever the training is at
     */
    StopSignals(Runnable stop, String stopping, PrintWriter err, IntConsumer end) {
        this.stop = stop;
        this.stopping = stopping;
        this.err = err;
        this.end = end;
    }

    /** Listens until closed. */
    static StopSignals install(Runnable stop, String stopping, PrintWriter err) {
        // Not halt, which would skip the wait for a call of native code: it would crash.
        StopSignals signals = new StopSignals(stop, stopping, err, Runtime.getRuntime()::exit);
        EXIT_CODES.forEach(signals::listen);
        return signals;
    }

    /** A signal came; called on a thread of the JVM. */
    void received(int code) {
        if (exitCode.compareAndSet(0, code)) {
            err.println();
            err.println(stopping + "; once more stops at once ...");
            stop.run();
        } else {
            end.accept(code);
        }
    }

    /** What the process has to end with; empty if no signal came. */
    OptionalInt exitCode() {
        int code = exitCode.get();
        return code == 0 ? OptionalInt.empty() : OptionalInt.of(code);
    }

    private void listen(String name, int code) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            MethodHandle received =
                    MethodHandles.lookup().bind(this, "received", MethodType.methodType(void.class, int.class));
            MethodHandle handle =
                    MethodHandles.dropArguments(MethodHandles.insertArguments(received, 0, code), 0, type);
            Object handler = MethodHandleProxies.asInterfaceInstance(handlerType, handle);
            Object signal = type.getConstructor(String.class).newInstance(name);
            former.put(signal, handle(signal, handler));
        } catch (ReflectiveOperationException e) {
            // This Java, or this system, has no such signal: the checkpoint of the last whole epoch has to do.
            err.println("Note: SIG" + name + " will not be heard (" + e + ")");
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        return signal.getClass()
                .getMethod("handle", signal.getClass(), handlerType)
                .invoke(null, signal, handler);
    }

    /** From here on signals do what they did before. */
    @Override
    public void close() {
        former.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a signal was taken over and cannot be given back", e);
            }
        });
    }
}

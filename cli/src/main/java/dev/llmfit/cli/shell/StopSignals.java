package dev.llmfit.cli.shell;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C and what ends services: heard, so that a command can end in its own way with its own exit code. The class that hears them
 * is no documented part of the JDK, so it is looked up; where there is none they end the process as they always do.
 */
public final class StopSignals {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private final CountDownLatch heard = new CountDownLatch(1);

    private StopSignals() {}

    /** Returns what hears them from now on. */
    public static StopSignals listen() {
        StopSignals signals = new StopSignals();
        NAMES.forEach(signals::hear);
        return signals;
    }

    @SuppressWarnings("ReferenceEquality") // a proxy that asked itself would never end
    private void hear(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hears = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                heard.countDown();
                                yield null;
                            }
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == args[0];
                            default -> "stop"; // toString
                        };
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, hears);
        } catch (ReflectiveOperationException e) {
            boolean unknown =
                    e instanceof InvocationTargetException i && i.getCause() instanceof IllegalArgumentException;
            assert unknown || e instanceof ClassNotFoundException : e; // Windows has no HUP
        }
    }

    /** Returns when one came, or the thread is to end. */
    public void await() {
        try {
            heard.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

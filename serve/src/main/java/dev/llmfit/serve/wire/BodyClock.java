package dev.llmfit.serve.wire;

import com.sun.net.httpserver.HttpExchange;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends calls whose body comes too slowly: whoever waits for it sleeps in a read that nothing else ends. */
final class BodyClock {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("serve-clock").factory());

    /** A limit that stands until it is cancelled. */
    @FunctionalInterface
    interface Alarm {
        void cancel();
    }

    /** Limits the time of a read that begins now: past it, 408 is said and the connection closed. */
    Alarm alarm(HttpExchange exchange, int seconds) {
        Thread reader = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Future<?> ringing = timer.schedule(
                () -> {
                    if (done.compareAndSet(false, true)) {
                        tooSlow(exchange, seconds);
                        reader.interrupt(); // which closes the connection
                    }
                },
                seconds,
                TimeUnit.SECONDS);
        return () -> {
            if (done.compareAndSet(false, true)) {
                ringing.cancel(false);
            }
        };
    }

    private static void tooSlow(HttpExchange exchange, int seconds) {
        Reply reply = new HttpProblem(408, "slow", "The body took longer than " + seconds + " seconds.").reply();
        byte[] bytes = ((Reply.Whole) reply.content()).bytes();
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Connection", "close");
        try {
            exchange.sendResponseHeaders(reply.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            exchange.getResponseHeaders().clear(); // it has gone already
        }
    }

    void end() {
        timer.shutdownNow();
    }
}

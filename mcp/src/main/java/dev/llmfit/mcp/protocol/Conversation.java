package dev.llmfit.mcp.protocol;

import dev.llmfit.answers.Refusal;
import dev.llmfit.json.JsonValue;
import dev.llmfit.mcp.tools.Doc;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.modern.McpSchema.ErrorCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What is said with one agent. Requests that may take long are answered beside each other, so that one of them can be cancelled
 * and the others overtake it; each gets one answer, whatever happens.
 */
final class Conversation implements AutoCloseable {
    /** Requests that are answered at a time at least; others wait. Judgement: what an agent asks at once. */
    private static final int LEAST_THREADS = 4;

    /** Code of JSON-RPC for errors of a server's own. */
    private static final int NOT_ANSWERED = -32000;

    /** An engine that was interrupted ends within this. */
    private static final long END_SECONDS = 5;

    private final Messages messages;
    private final OutputStream out;
    private final Duration patience;
    private final Map<JsonValue, Request> going = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().daemon().name("mcp-", 0).factory());
    private volatile boolean gone;

    /**
     * Begins a conversation.
     *
     * @param offer what is offered
     * @param out where answers go
     * @param patience how long requests may still take when it is to end
     */
    Conversation(Offer offer, OutputStream out, Duration patience) {
        this.messages = new Messages(offer);
        this.out = out;
        this.patience = patience;
    }

    /** Returns whether anybody reads the answers. */
    boolean goesOn() {
        return !gone;
    }

    /** Hears a message and answers it, now or later. */
    void hear(MessageLines lines) {
        try {
            Heard heard = lines.message();
            if (heard.answers()) {
                return;
            }
            if (heard.id().isEmpty()) {
                notified(heard);
                return;
            }
            Request request = new Request(heard, heard.id().get());
            if (heard.mayTakeLong()) {
                request.begin();
            } else {
                request.run();
            }
        } catch (MessageFault e) {
            say(e.answer().text());
        }
    }

    /** What is told without a question changes no answer, except that one is no longer wanted. */
    private void notified(Heard heard) {
        if (heard.method().equals("notifications/cancelled")) {
            Doc.at(heard.object(), "params", "requestId").map(going::get).ifPresent(Request::cancel);
        }
    }

    /** Says a message on a line of its own. */
    private void say(String message) {
        try {
            tell(message);
        } catch (IOException e) {
            gone = true; // nobody reads; what is going on is of no use to anybody
            List.copyOf(going.values()).forEach(Request::cancel);
        }
    }

    private synchronized void tell(String message) throws IOException {
        out.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Waits for the answers that are missing, and says of those that do not come in time that they do not come. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            long millis = gone ? 0 : patience.toMillis();
            if (!threads.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
                List.copyOf(going.values()).forEach(Request::giveUp);
                threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** A request that waits for its answer. */
    private final class Request implements Runnable {
        private final Heard heard;
        private final JsonValue id;
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile @Nullable Future<?> work;

        Request(Heard heard, JsonValue id) {
            this.heard = heard;
            this.id = id;
        }

        void begin() {
            going.put(id, this);
            work = threads.submit(this);
        }

        @Override
        public void run() {
            try {
                String answer = answer();
                if (settled.compareAndSet(false, true)) {
                    say(answer);
                }
            } finally {
                going.remove(id, this);
            }
        }

        private String answer() {
            try {
                return messages.of(heard)
                        .answer(heard, McpTransportContext.EMPTY, message -> {
                            if (!settled.get()) {
                                tell(message);
                            }
                        })
                        .text();
            } catch (IOException e) {
                return MessageFault.unread(heard, e).answer().text();
            } catch (RuntimeException | Error e) { // whatever it is, an agent waits for an answer
                return fault(ErrorCodes.INTERNAL_ERROR, Refusal.of(e).message());
            }
        }

        private String fault(int code, String sentence) {
            return new MessageFault(code, sentence).to(heard.id()).answer().text();
        }

        /** Ends it without an answer: its sender wants none any more. */
        boolean cancel() {
            if (!settled.compareAndSet(false, true)) {
                return false;
            }
            Future<?> running = work;
            if (running != null) {
                running.cancel(true);
            }
            going.remove(id, this);
            return true;
        }

        /** Ends it, and says so. */
        void giveUp() {
            if (cancel()) {
                say(fault(
                        NOT_ANSWERED,
                        "the input has ended, and the answer takes longer than " + patience.toSeconds() + " seconds"));
            }
        }
    }
}

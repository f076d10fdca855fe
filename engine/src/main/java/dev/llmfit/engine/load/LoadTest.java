package dev.llmfit.engine.load;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.server.OpenAiServer;
import dev.llmfit.engine.server.StreamedAnswer;
import dev.llmfit.units.Hint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a number of requests running at a server until all are done.
 *
 * @param model name at the server
 * @param concurrency requests at the same time
 * @param requests requests in all
 * @param promptTokens tokens of each prompt, about
 * @param generate tokens of each answer at most
 * @param limit when one request is given up
 */
public record LoadTest(String model, int concurrency, int requests, int promptTokens, int generate, Duration limit) {
    public LoadTest {
        if (concurrency < 1 || requests < concurrency) {
            throw new IllegalArgumentException("a load test needs at least one request for each of its clients");
        }
        if (promptTokens < 1 || generate < 1) {
            throw new IllegalArgumentException("a request needs at least one token of prompt and answer");
        }
    }

    /**
     * Runs the test after one request of warm-up.
     *
     * @throws EngineException if no request is answered
     */
    public LoadResult run(OpenAiServer server, Progress progress) {
        server.stream(model, 16, 4, 0, limit);
        List<StreamedAnswer> answers = Collections.synchronizedList(new ArrayList<>());
        List<EngineException> failures = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            clients.add(Thread.ofVirtual().start(() -> client(server, next, answers, failures, progress)));
        }
        join(clients);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (answers.isEmpty()) {
            throw failures.getFirst();
        }
        return new LoadResult(
                concurrency,
                answers.size(),
                failures.stream().map(e -> String.valueOf(e.getMessage())).toList(),
                seconds,
                answers.stream().mapToLong(a -> a.generatedTokens()).sum(),
                Percentiles.of(
                        answers.stream().map(StreamedAnswer::firstTokenSeconds).toList()),
                Percentiles.of(
                        answers.stream().map(StreamedAnswer::totalSeconds).toList()));
    }

    private void client(
            OpenAiServer server,
            AtomicInteger next,
            List<StreamedAnswer> answers,
            List<EngineException> failures,
            Progress progress) {
        for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
            progress.step("request " + (i + 1) + " of " + requests, i / (double) requests);
            try {
                answers.add(server.stream(model, promptTokens, generate, i + 1, limit));
            } catch (EngineException e) {
                failures.add(e);
            }
        }
    }

    private static void join(List<Thread> clients) {
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.Kind.FAILED, "the load test was interrupted", Hint.NONE, e);
        }
    }
}

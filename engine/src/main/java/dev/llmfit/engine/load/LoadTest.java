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
import java.util.OptionalInt;
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
    /** Words of the requests that find out what a word costs. */
    private static final int FEW_WORDS = 4;

    /** See {@link #FEW_WORDS}. */
    private static final int MORE_WORDS = 20;

    public LoadTest {
        if (concurrency < 1 || requests < concurrency) {
            throw new IllegalArgumentException("a load test needs at least one request for each of its clients");
        }
        if (promptTokens < 1 || generate < 1) {
            throw new IllegalArgumentException("a request needs at least one token of prompt and answer");
        }
    }

    /**
     * Runs the test after two requests of warm-up.
     *
     * @throws EngineException if no request is answered
     */
    public LoadResult run(OpenAiServer server, Progress progress) {
        int words = words(server);
        List<StreamedAnswer> answers = Collections.synchronizedList(new ArrayList<>());
        List<EngineException> failures = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            clients.add(Thread.ofVirtual().start(() -> client(server, words, next, answers, failures, progress)));
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
                promptTokens(answers),
                seconds,
                answers.stream().mapToLong(a -> a.generatedTokens()).sum(),
                Percentiles.of(
                        answers.stream().map(StreamedAnswer::firstTokenSeconds).toList()),
                Percentiles.of(
                        answers.stream().map(StreamedAnswer::totalSeconds).toList()));
    }

    /**
     * Returns how many words make a prompt of the wanted tokens at this server, at least one. Two requests tell: vocabularies and chat
     * templates differ, and in a phantom every letter is a token.
     */
    private int words(OpenAiServer server) {
        long few = promptTokens(server, FEW_WORDS);
        long more = promptTokens(server, MORE_WORDS);
        if (few < 1 || more <= few) {
            return promptTokens; // the server does not count: a common word is about a token
        }
        double perWord = (more - few) / (double) (MORE_WORDS - FEW_WORDS);
        double template = few - FEW_WORDS * perWord;
        return Math.clamp(Math.round((promptTokens - template) / perWord), 1, promptTokens);
    }

    private long promptTokens(OpenAiServer server, int words) {
        return server.stream(model, words, 1, 0, limit).timing().promptTokens();
    }

    private static OptionalInt promptTokens(List<StreamedAnswer> answers) {
        List<Long> counts = answers.stream()
                .map(a -> a.timing().promptTokens())
                .filter(n -> n > 0)
                .sorted()
                .toList();
        return counts.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(counts.get(counts.size() / 2)));
    }

    private void client(
            OpenAiServer server,
            int words,
            AtomicInteger next,
            List<StreamedAnswer> answers,
            List<EngineException> failures,
            Progress progress) {
        for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
            progress.step("request " + (i + 1) + " of " + requests, i / (double) requests);
            try {
                answers.add(server.stream(model, words, generate, i + 1, limit));
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

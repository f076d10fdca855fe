package dev.llmfit.answers.load;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.load.LoadTest;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What does a server do under load?
 *
 * @param model reference to the model, or its name at a server; empty for the only one of a server, or a usual one
 * @param launch how llama-server is started, and whether although it is predicted not to fit, apart from slots and context where it does not say them
 * @param concurrency requests at the same time
 * @param requests requests in all; empty for four of each client
 * @param promptTokens tokens of each prompt, about
 * @param answerTokens tokens of each answer at most
 * @param use which engine answers, and whether the result is kept
 */
public record LoadQuestion(
        Optional<String> model,
        WantedLaunch launch,
        int concurrency,
        OptionalInt requests,
        int promptTokens,
        int answerTokens,
        EngineUse use)
        implements Question<LoadAnswer> {
    /** Tokens of a usual prompt. */
    public static final int USUAL_PROMPT = 128;

    /** Tokens of a usual answer. */
    public static final int USUAL_ANSWER = 64;

    /** Requests of each client, unless it is said otherwise. */
    private static final int REQUESTS_EACH = 4;

    /** More clients than any machine could serve. */
    private static final int MOST_CLIENTS = 100_000;

    public LoadQuestion {
        if (concurrency > MOST_CLIENTS) {
            throw new IllegalArgumentException("a load test has at most " + MOST_CLIENTS + " clients");
        }
        // The test checks its numbers, whatever the name of the model.
        test("", concurrency, requests, promptTokens, answerTokens, use);
    }

    private static LoadTest test(
            String name, int concurrency, OptionalInt requests, int promptTokens, int answerTokens, EngineUse use) {
        return new LoadTest(
                name,
                concurrency,
                requests.orElse(concurrency * REQUESTS_EACH),
                promptTokens,
                answerTokens,
                use.limit());
    }

    /** Returns the test of a model by the name that the server has for it. */
    LoadTest test(String name) {
        return test(name, concurrency, requests, promptTokens, answerTokens, use);
    }

    @Override
    public LoadAnswer answer(Workbench bench, Progress progress) throws IOException {
        return new LoadAnswering(this, bench, progress).answer();
    }
}

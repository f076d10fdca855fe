package dev.llmfit.serve.rest;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.document.QuestionLines;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import dev.llmfit.units.Hint;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Many questions in one call: lines in, lines out, in the same order, each as soon as it and those before it are done. */
public final class BatchRoute {
    /** The media type of lines. */
    static final String LINES = "application/x-ndjson";

    /** Bytes of all lines: some fifty thousand questions. */
    private static final int MOST = 16 << 20;

    /** Seconds in which they must have come. */
    private static final int SECONDS = 30;

    /** Batches at once; each takes all processors. */
    private static final int AT_ONCE = 4;

    private final Answering answering;
    private final Semaphore free = new Semaphore(AT_ONCE);

    /** Creates the route. */
    public BatchRoute(Answering answering) {
        this.answering = answering;
    }

    /** Returns it. */
    public Route route() {
        return new Route(
                "POST",
                QuestionRoutes.BASE + "/batch",
                "Answers questions in lines, in their order.",
                RouteShape.DOCUMENT.taking(LINES).giving(200, Optional.of(LINES)),
                (call, part) -> reply(call));
    }

    private Reply reply(Call call) throws IOException {
        JsonBody.requireType(call, LINES);
        byte[] lines = call.body().bytes(MOST, SECONDS);
        if (!free.tryAcquire()) {
            throw new HttpProblem(429, "busy", "Too many batches are going on.").with("Retry-After", "5");
        }
        return Reply.flowing(LINES, out -> {
            try {
                answer(lines, out);
            } finally {
                free.release();
            }
        });
    }

    private void answer(byte[] lines, OutputStream out) throws IOException {
        QuestionLines questions = new QuestionLines(
                answering.bench(),
                Path.of(""),
                QuestionType.BUFFERS,
                JsonObject.builder().build(),
                new CommandWords(),
                this::check);
        questions.run(
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(lines), StandardCharsets.UTF_8)),
                out);
    }

    private void check(QuestionType type, JsonObject question) {
        if (!Answering.onlyTells(type)) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION, "not-allowed", "'" + type.id() + "' is not answered here.", Hint.NONE));
        }
        try {
            answering.requireHarmless(question);
        } catch (HttpProblem problem) {
            throw new RefusedException(
                    new Refusal(
                            Refusal.Kind.BAD_QUESTION, "not-allowed", String.valueOf(problem.getMessage()), Hint.NONE),
                    problem);
        }
    }
}

package dev.llmfit.serve.rest;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Takes the header of a GGUF file, so that a file can be asked about whose weights are elsewhere. */
public final class HeaderRoute {
    private static final String BYTES = "application/octet-stream";

    /** Bytes of a header; vocabularies make the longest, some ten million. */
    private static final int MOST = 64 << 20;

    /** Seconds in which it must have come. */
    private static final int SECONDS = 30;

    private final Answering answering;

    /** Creates the route. */
    public HeaderRoute(Answering answering) {
        this.answering = answering;
    }

    /** Returns it. */
    public Route route() {
        return new Route(
                "POST",
                QuestionRoutes.BASE + "/headers",
                "Keeps the header of a GGUF file for an hour and gives the name by which it can be asked about.",
                RouteShape.DOCUMENT
                        .taking(BYTES)
                        .with(Map.of("name", "What the file is called."))
                        .giving(201, Optional.of("application/json")),
                (call, part) -> reply(call));
    }

    private Reply reply(Call call) throws IOException {
        JsonBody.requireType(call, BYTES);
        String name = call.fields().getOrDefault("name", "dropped.gguf");
        byte[] header = call.body().bytes(MOST, SECONDS);
        String reference = answering.light(bench -> {
            try {
                return bench.keepHeader(name, header);
            } catch (IOException | RuntimeException e) {
                throw new RefusedException(Refusal.of(e), e);
            }
        });
        JsonObject document = JsonObject.builder()
                .put("schema", "llmfit/header/1")
                .put("model", reference)
                .put("name", name)
                .put("bytes", header.length)
                .build();
        return Reply.document(201, "application/json", document);
    }
}

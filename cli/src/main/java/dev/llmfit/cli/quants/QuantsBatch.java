package dev.llmfit.cli.quants;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.quants.QuantsDocument;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.size.OrderedLines;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Answers a batch of models, one document in a JSON line each; a bad line gets an error and the batch goes on. */
public final class QuantsBatch {
    private final Path modelsDir;
    private final Imatrix imatrix;
    private final Workbench bench;

    /**
     * Creates a batch.
     *
     * @param modelsDir folder of the files that lines name
     */
    public QuantsBatch(Path modelsDir, Imatrix imatrix, Workbench bench) {
        this.modelsDir = modelsDir;
        this.imatrix = imatrix;
        this.bench = bench;
    }

    /**
     * Answers all lines in their order.
     *
     * @throws IOException if reading or writing fails
     */
    public void run(BufferedReader in, OutputStream out) throws IOException {
        new OrderedLines(line -> (Json.compact(answer(line)) + "\n").getBytes(StandardCharsets.UTF_8)).run(in, out);
    }

    private JsonObject answer(String line) {
        Optional<String> id = Optional.empty();
        try {
            QuantsRequest request = QuantsRequest.read(line);
            id = request.id();
            QuantsQuestion question = new QuantsQuestion(model(request), imatrix, true, Optional.empty());
            return withId(id, QuantsDocument.of(bench.ask(question)));
        } catch (RefusedException e) {
            Refusal refusal = e.refusal();
            String hint = Shell.WORDS.of(refusal.hint());
            return error(id, refusal.code(), refusal.message() + (hint.isEmpty() ? "" : " (" + hint + ")"));
        } catch (IllegalArgumentException e) {
            return error(id, "bad-request", String.valueOf(e.getMessage()));
        }
    }

    private ModelSource model(QuantsRequest request) {
        if (request.gguf().isPresent()) {
            String gguf = request.gguf().get();
            return new ModelSource.HeaderFile(modelsDir.resolve(gguf), gguf);
        }
        return new ModelSource.Named(
                request.model().orElseThrow(() -> new IllegalArgumentException("a line needs 'gguf' or 'model'")));
    }

    private static JsonObject withId(Optional<String> id, JsonObject document) {
        JsonObject.Builder builder = JsonObject.builder();
        document.members().forEach((name, value) -> {
            builder.put(name, value);
            if (name.equals("schema")) {
                id.ifPresent(text -> builder.put("id", text));
            }
        });
        return builder.build();
    }

    private static JsonObject error(Optional<String> id, String code, String message) {
        JsonObject.Builder document = JsonObject.builder();
        id.ifPresent(text -> document.put("id", text));
        return document.put(
                        "error",
                        JsonObject.builder()
                                .put("code", code)
                                .put("message", message)
                                .build())
                .build();
    }
}

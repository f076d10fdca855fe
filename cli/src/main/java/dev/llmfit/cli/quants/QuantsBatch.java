package dev.llmfit.cli.quants;

import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.size.OrderedLines;
import dev.llmfit.gguf.GgufFormatException;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.HyperParametersException;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers a batch of models, one document in a JSON line each; a bad line gets an error and the batch goes on. */
public final class QuantsBatch {
    private final Path modelsDir;
    private final Imatrix imatrix;

    /**
     * Creates a batch.
     *
     * @param modelsDir folder of the files that lines name
     */
    public QuantsBatch(Path modelsDir, Imatrix imatrix) {
        this.modelsDir = modelsDir;
        this.imatrix = imatrix;
    }

    /**
     * Answers all lines in their order.
     *
     * @throws IOException if reading or writing fails
     */
    public void run(BufferedReader in, OutputStream out) throws IOException {
        new OrderedLines(line -> (Json.line(answer(line)) + "\n").getBytes(StandardCharsets.UTF_8)).run(in, out);
    }

    private Map<String, Object> answer(String line) {
        Optional<String> id = Optional.empty();
        try {
            QuantsRequest request = QuantsRequest.read(line);
            id = request.id();
            return QuantsJson.document(id, QuantTable.of(model(request), imatrix));
        } catch (ModelNotFoundException e) {
            return error(id, "model-not-found", e.getMessage() + "; " + e.hint());
        } catch (NoSuchFileException e) {
            return error(id, "no-such-file", "no such file: " + e.getMessage());
        } catch (GgufFormatException e) {
            return error(id, "gguf", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return error(id, "io", String.valueOf(e.getMessage()));
        } catch (HyperParametersException e) {
            return error(id, "model", String.valueOf(e.getMessage()));
        } catch (QuantizationException e) {
            return error(id, "file-type", String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return error(id, "bad-request", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return error(id, "failed", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private Model model(QuantsRequest request) throws IOException {
        if (request.gguf().isPresent()) {
            String gguf = request.gguf().get();
            return GgufReader.read(modelsDir.resolve(gguf), TensorData.OPTIONAL).toModel(gguf);
        }
        String reference =
                request.model().orElseThrow(() -> new IllegalArgumentException("a line needs 'gguf' or 'model'"));
        return Session.bench()
                .models()
                .acceptingHeadersOnly()
                .resolve(reference)
                .shape();
    }

    private static Map<String, Object> error(Optional<String> id, String code, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        Map<String, Object> document = new LinkedHashMap<>();
        id.ifPresent(text -> document.put("id", text));
        document.put("error", error);
        return document;
    }
}

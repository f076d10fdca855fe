package dev.llmfit.answers.engines;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.engines.ComparedFigure.Unit;
import dev.llmfit.engine.process.ChildProcess;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.engines.EngineFigure;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.EngineValue;
import dev.llmfit.sizing.mlx.MlxEngine;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** mlx-lm says it by its own classes, built without weights from a checkpoint's config.json: arrays of mlx are lazy. */
final class MlxProof implements EngineProof {
    /** Where Python is, if not on PATH. */
    private static final String PYTHON = "LLMFIT_PYTHON";

    private static final String WEIGHTS = "weights_bytes";
    private static final String CACHE = "kv_bytes";

    @Override
    public EngineVerifyAnswer answer(EngineVerifyQuestion question, Workbench bench) {
        JsonObject config = question.heard()
                .config()
                .orElseThrow(() -> ProofParts.refused(
                        "config", "{0} is missing: the checkpoint's config.json tells mlx-lm which class to build."));
        String name = question.model()
                .orElseThrow(
                        () -> ProofParts.refused("model", "{0} is missing: a config.json does not name the model."));
        MlxEngine engine = new MlxEngine();
        EngineModel model = ProofParts.model(name, bench);
        EngineSize size = engine.size(model, EngineSizeDocument.launch(engine, question.launch()), Optional.empty());
        String python = bench.settings().environment().variable(PYTHON).orElse("python3");
        JsonObject said = ask(python, config, question);
        List<ComparedFigure> lines = new ArrayList<>();
        for (EngineFigure figure : size.figures()) {
            said.integer(figure.name())
                    .ifPresent(bytes -> lines.add(ComparedFigure.of(
                            figure.name(), figure.label(), Unit.BYTES, whole(figure.value()), (double) bytes, 0)));
        }
        List<String> notes = new ArrayList<>(size.notes());
        for (String what : List.of(WEIGHTS, CACHE)) {
            said.string(what).ifPresent(why -> notes.add("mlx-lm ends with '" + why + "' instead of " + what + "."));
        }
        return new EngineVerifyAnswer(
                size.release(), model.id(), said.string("release").orElse("mlx-lm"), lines, notes);
    }

    private static double whole(EngineValue value) {
        return value instanceof EngineValue.Sizes many
                ? many.bytes().getFirst()
                : value instanceof EngineValue.Size one ? one.bytes() : Double.NaN;
    }

    private static JsonObject ask(String python, JsonObject config, EngineVerifyQuestion question) {
        JsonObject asked = JsonObject.builder()
                .put("config", config)
                .put("launch", question.launch())
                .build();
        List<String> command = List.of(python, "-B", "-c", script());
        try (ChildProcess child =
                ChildProcess.start(python, command, question.heard().limit())) {
            try (BufferedWriter in = child.input()) {
                in.write(asked.toString());
            }
            ChildProcess.Finished end = child.await();
            String last = end.out().isEmpty() ? "" : end.out().getLast();
            if (end.exitCode() == 0 && Json.parse(last) instanceof JsonObject said) {
                return said;
            }
            throw ProofParts.refused(
                    "engine",
                    "{0} mlx cannot be asked: "
                            + (end.err().isEmpty() ? last : end.err().getLast())
                            + ". Install mlx-lm, and name the Python that has it in " + PYTHON + ".");
        } catch (IOException | JsonException e) {
            throw ProofParts.refused(
                    "engine",
                    "{0} mlx cannot be asked: " + python + " broke off. Name a Python with mlx-lm in " + PYTHON + ".");
        }
    }

    private static String script() {
        try (InputStream in =
                Objects.requireNonNull(MlxProof.class.getResourceAsStream("mlx-classes.py"), "mlx-classes.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

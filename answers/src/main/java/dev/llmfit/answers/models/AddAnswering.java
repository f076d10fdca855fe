package dev.llmfit.answers.models;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.catalog.OwnModel;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Adds a model to a user's catalogue. */
final class AddAnswering {
    private static final String JSON = ".json";
    private static final String GGUF = ".gguf";

    private final AddQuestion question;
    private final Workbench bench;

    AddAnswering(AddQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    AddAnswer answer() throws IOException {
        OwnModel own = own();
        boolean there = Files.exists(own.file(bench.environment()));
        if (there && !question.replace()) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "exists",
                    own.file(bench.environment()) + " is there already.",
                    Hint.of("{0} replaces it, {1} keeps both", new Change("force", "true"), new Change("id", "NAME"))));
        }
        ModelSummary summary = own.entry().summary();
        return new AddAnswer(
                summary.id(),
                summary.name(),
                summary.architecture(),
                summary.parameters(),
                own.write(bench.environment()),
                there);
    }

    private OwnModel own() throws IOException {
        boolean config = question.source().toLowerCase(Locale.ROOT).endsWith(JSON);
        try {
            return config ? fromConfig(bench.file(Path.of(question.source()))) : fromHeader();
        } catch (FieldsException | JsonException e) {
            String said = String.valueOf(e.getMessage());
            throw new RefusedException(new Refusal(
                    Refusal.Kind.MODEL,
                    "model",
                    said.endsWith(".") ? said : said + ".",
                    Hint.plain("its GGUF file can be named wherever a model can")));
        }
    }

    private OwnModel fromConfig(Path file) {
        String text;
        try {
            text = TextFile.read(file);
        } catch (TextFileException e) {
            throw new FieldsException(String.valueOf(e.getMessage()));
        }
        if (!(Json.parse(text) instanceof JsonObject config)) {
            throw new FieldsException(file + " is no object of a configuration");
        }
        Path folder = file.toAbsolutePath().getParent();
        Optional<String> stated = config.string("_name_or_path").filter(n -> !n.isBlank() && !n.startsWith("/"));
        String usual = stated.map(n -> n.substring(n.lastIndexOf('/') + 1))
                .orElseGet(() -> folder == null || folder.getFileName() == null
                        ? "own"
                        : folder.getFileName().toString());
        Model model = Architectures.fromConfig(file.toString(), config);
        return OwnModel.of(model, question.name().orElse(usual), question.id(), "config.json at " + file);
    }

    private OwnModel fromHeader() throws IOException {
        ResolvedModel found = bench.models().acceptingHeadersOnly().resolve(question.source());
        Model model = found.model();
        String plain = question.source().substring(question.source().lastIndexOf('/') + 1);
        String usual = plain.toLowerCase(Locale.ROOT).endsWith(GGUF)
                ? model.metadata()
                        .string("general.name")
                        .filter(n -> !n.isBlank())
                        .orElse(plain.substring(0, plain.length() - GGUF.length()))
                : plain;
        return OwnModel.of(model, question.name().orElse(usual), question.id(), "header of " + question.source());
    }
}

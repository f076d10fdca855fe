package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import dev.llmfit.units.Environment;
import dev.llmfit.units.OwnFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the models that a user describes in YAML files like those of the bundled catalogue. */
final class UserModels {
    private static final List<String> NOT_WEIGHTS = List.of("rope_freqs", "rope_factors");

    private UserModels() {}

    /** Returns the folder of a user: usually {@code ~/.config/llmfit/models}. */
    static Path folder(Environment environment) {
        return OwnFolders.of(environment).config().resolve("models");
    }

    /**
     * Reads all files of a folder, in the order of their names; none if there is no such folder.
     *
     * @throws FieldsException if an entry is incomplete or cannot be laid out
     */
    static List<CatalogueEntry> read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(
                            p -> p.toString().endsWith(".yaml") || p.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
        List<CatalogueEntry> entries = new ArrayList<>();
        for (Path file : files) {
            for (AuditedFields fields : CatalogueYaml.read(file.toString(), text(file))) {
                entries.add(entry(fields));
            }
        }
        return entries;
    }

    private static String text(Path file) {
        try {
            return TextFile.read(file);
        } catch (TextFileException e) {
            throw new FieldsException(String.valueOf(e.getMessage()));
        }
    }

    /** Reads an entry of a user, whose number of weights is counted here. */
    static CatalogueEntry entry(AuditedFields fields) {
        try {
            return CatalogueEntry.of(fields.with(JsonObject.builder()
                    .put("parameters_computed", weights(Architectures.layOut(fields.text("id"), fields, 0)))
                    .put("confidence", "user")
                    .build()));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new FieldsException(fields.text("id") + ": its numbers make no model (" + e.getMessage() + ")", e);
        }
    }

    private static long weights(Model model) {
        long sum = 0;
        for (TensorInfo tensor : model.tensors()) {
            if (NOT_WEIGHTS.stream().noneMatch(tensor.name()::startsWith)) {
                sum = Math.addExact(sum, tensor.elements());
            }
        }
        return sum;
    }
}

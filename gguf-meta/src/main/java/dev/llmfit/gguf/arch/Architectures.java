package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.convert.ConfigFile;
import dev.llmfit.gguf.convert.Conversion;
import dev.llmfit.gguf.convert.ConvertedFields;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.layout.Layout;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;
import java.util.Optional;

/** Lays out a model from its fields: finds the layout of its architecture and lets it write the header. */
public final class Architectures {
    private Architectures() {}

    /** Tells whether models of this architecture can be laid out. */
    public static boolean knows(String architecture) {
        return layout(architecture).isPresent();
    }

    /**
     * Lays out a model as the F16 file that llama.cpp's converter would write.
     *
     * @param name the model's name
     * @param fields its fields; {@code architecture} names the family
     * @param mtpLayers layers for next-token prediction to append; 0 as most published files have it
     * @throws FieldsException if the architecture is unknown or a field is missing or of the wrong kind
     */
    public static Model layOut(String name, AuditedFields fields, int mtpLayers) {
        String architecture = fields.text("architecture");
        Layout layout = layout(architecture).orElseGet(() -> {
            fields.complain("architecture", "is '" + architecture + "', which is not among those that can be laid out");
            throw new FieldsException(architecture + " cannot be laid out");
        });
        try {
            return layout.model(architecture, name, fields, mtpLayers);
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new FieldsException(
                    name + ": its sizes make no model of architecture " + architecture + " (" + e.getMessage() + ")",
                    e);
        }
    }

    /**
     * Lays out a model from its {@code config.json} of transformers, as llama.cpp's converter would.
     *
     * @param repository its name, for messages
     * @param json the parsed file
     * @throws FieldsException if its type is not among those that can be laid out, or a value is missing
     */
    public static Model fromConfig(String repository, JsonObject json) {
        ConfigFile file = ConfigFile.of(repository, json);
        for (Architecture architecture : Architecture.values()) {
            Optional<Conversion> conversion = architecture.conversion().filter(c -> c.applies(file));
            if (conversion.isPresent()) {
                return layOut(repository, ConvertedFields.of(file, architecture.ggufName(), conversion.get()), 0);
            }
        }
        throw new FieldsException(
                repository + ": models of type " + file.modelType() + " cannot be laid out from config.json");
    }

    private static Optional<Layout> layout(String architecture) {
        return Architecture.byName(architecture).flatMap(Architecture::layout);
    }
}

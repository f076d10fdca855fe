package dev.llmfit.gguf.convert;

import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A {@code config.json} of transformers: the same value under the names that models give it, and the defaults of transformers'
 * configuration classes where published files rely on them.
 */
final class ModelConfig {
    private final AuditedFields fields;
    private final String architecture;

    private ModelConfig(AuditedFields fields, String architecture) {
        this.fields = fields;
        this.architecture = architecture;
    }

    /**
     * Reads a configuration; of a model that also sees or hears, its language model.
     *
     * @throws FieldsException if its type is not among those that can be laid out
     */
    static ModelConfig of(String repository, JsonObject json) {
        JsonObject text = Stream.of("text_config", "llm_config", "language_config")
                .flatMap(name -> json.get(name).stream())
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .findFirst()
                .orElse(json);
        AuditedFields whole = fields(repository, json);
        String type = text.string("model_type").orElseGet(() -> whole.text("model_type"));
        String architecture = ModelType.architecture(type)
                .orElseThrow(() -> new FieldsException(
                        repository + ": models of type " + type + " cannot be laid out from config.json"));
        JsonObject.Builder values = ConfigDefaults.of(architecture).toBuilder();
        text.members().forEach((name, value) -> {
            if (!value.equals(JsonNull.NULL)) {
                values.replace(name, value);
            }
        });
        JsonObject merged = values.build();
        // Some multimodal files say only outside of the language model that its embedding is also its head.
        if (merged.get("tie_word_embeddings").isEmpty() && whole.has("tie_word_embeddings")) {
            merged = values.put("tie_word_embeddings", whole.flag("tie_word_embeddings"))
                    .build();
        }
        boolean experts = architecture.equals("nemotron_h")
                && text.string("hybrid_override_pattern").orElse("").contains("E");
        return new ModelConfig(fields(repository, merged), experts ? "nemotron_h_moe" : architecture);
    }

    private static AuditedFields fields(String repository, JsonObject values) {
        return AuditedFields.of("", values, Complaints.thrown(repository + ": config.json", FieldsException::new));
    }

    String architecture() {
        return architecture;
    }

    boolean is(String... architectures) {
        return Arrays.asList(architectures).contains(architecture);
    }

    AuditedFields fields() {
        return fields;
    }

    /** Returns the first of several names that is there. */
    OptionalLong find(String... names) {
        for (String name : names) {
            OptionalLong value = fields.optionalInteger(name);
            if (value.isPresent()) {
                return value;
            }
        }
        return OptionalLong.empty();
    }

    /** Returns the first of several names that is there; the first name is said to be missing if none is. */
    long integer(String... names) {
        OptionalLong value = find(names);
        return value.isPresent() ? value.getAsLong() : fields.integer(names[0]);
    }

    /** Returns a number that newer files keep among {@code rope_parameters}. */
    double rope(String name, double absent) {
        Optional<AuditedFields> parameters = fields.optionalSection("rope_parameters");
        Optional<AuditedFields> full = parameters.flatMap(p -> p.optionalSection("full_attention"));
        Optional<AuditedFields> held = full.or(() -> parameters).filter(p -> p.has(name));
        return held.isPresent() ? held.get().number(name, absent) : fields.number(name, absent);
    }

    /** Returns the kind of RoPE scaling, empty text if there is none. */
    String ropeScaling() {
        return fields.optionalSection("rope_scaling")
                .or(() -> fields.optionalSection("rope_parameters"))
                .flatMap(s -> s.optionalText("rope_type").or(() -> s.optionalText("type")))
                .orElse("");
    }
}

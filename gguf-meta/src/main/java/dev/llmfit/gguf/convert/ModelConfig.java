package dev.llmfit.gguf.convert;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@code config.json} of transformers: the same value under the names that models give it, and the defaults of transformers'
 * configuration classes where published files rely on them.
 */
final class ModelConfig {
    private final AuditedFields fields;
    private final Conversion conversion;

    private ModelConfig(AuditedFields fields, Conversion conversion) {
        this.fields = fields;
        this.conversion = conversion;
    }

    /** Reads a configuration with the defaults of its kind. */
    static ModelConfig of(ConfigFile file, Conversion conversion) {
        JsonObject.Builder values = conversion.defaults().toBuilder();
        file.text().members().forEach((name, value) -> {
            if (!value.equals(JsonNull.NULL)) {
                values.replace(name, value);
            }
        });
        JsonObject merged = values.build();
        AuditedFields whole = file.fields(file.whole());
        // Some multimodal files say only outside of the language model that its embedding is also its head.
        if (merged.get("tie_word_embeddings").isEmpty() && whole.has("tie_word_embeddings")) {
            merged = values.put("tie_word_embeddings", whole.flag("tie_word_embeddings"))
                    .build();
        }
        return new ModelConfig(file.fields(merged), conversion);
    }

    /** Returns what sets configurations of its kind apart. */
    Conversion conversion() {
        return conversion;
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

    /** Returns the same of a number that others are divided by. */
    long positive(String name) {
        long value = fields.integer(name);
        if (value < 1) {
            fields.complain(name, "is " + value + ", expected an integer from 1");
        }
        return value;
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

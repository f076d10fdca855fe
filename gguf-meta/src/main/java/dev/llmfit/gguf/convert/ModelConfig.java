package dev.llmfit.gguf.convert;

import dev.llmfit.gguf.arch.Fields;
import dev.llmfit.gguf.arch.FieldsException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@code config.json} of transformers: the same value under the names that models give it, and the defaults of transformers'
 * configuration classes where published files rely on them.
 */
final class ModelConfig {
    private final Fields fields;
    private final String architecture;

    private ModelConfig(Fields fields, String architecture) {
        this.fields = fields;
        this.architecture = architecture;
    }

    /**
     * Reads a configuration; of a model that also sees or hears, its language model.
     *
     * @throws FieldsException if its type is not among those that can be laid out
     */
    static ModelConfig of(String repository, Map<?, ?> json) {
        Map<String, Object> tree = new LinkedHashMap<>();
        json.forEach((k, v) -> tree.put(String.valueOf(k), v));
        Fields whole = new Fields(repository + ": config.json", tree);
        Fields text = whole.optionalSection("text_config")
                .or(() -> whole.optionalSection("llm_config"))
                .or(() -> whole.optionalSection("language_config"))
                .orElse(whole);
        String type = text.optionalText("model_type").orElseGet(() -> whole.text("model_type"));
        String architecture = ModelType.architecture(type)
                .orElseThrow(() -> new FieldsException(
                        repository + ": models of type " + type + " cannot be laid out from config.json"));
        Map<String, Object> values = new LinkedHashMap<>(ConfigDefaults.of(architecture));
        text.asMap().forEach((k, v) -> {
            if (v != null) {
                values.put(k, v);
            }
        });
        // Some multimodal files say only outside of the language model that its embedding is also its head.
        if (!values.containsKey("tie_word_embeddings") && whole.has("tie_word_embeddings")) {
            values.put("tie_word_embeddings", whole.flag("tie_word_embeddings"));
        }
        boolean experts = architecture.equals("nemotron_h")
                && text.optionalText("hybrid_override_pattern").orElse("").contains("E");
        return new ModelConfig(new Fields(whole.path(), values), experts ? "nemotron_h_moe" : architecture);
    }

    String architecture() {
        return architecture;
    }

    boolean is(String... architectures) {
        return Arrays.asList(architectures).contains(architecture);
    }

    Fields fields() {
        return fields;
    }

    /** Returns the first of several names that is there. */
    OptionalLong find(String... names) {
        for (String name : names) {
            Optional<Long> value = fields.optionalInteger(name);
            if (value.isPresent()) {
                return OptionalLong.of(value.get());
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
        Optional<Fields> parameters = fields.optionalSection("rope_parameters");
        Optional<Fields> full = parameters.flatMap(p -> p.optionalSection("full_attention"));
        Optional<Fields> held = full.or(() -> parameters).filter(p -> p.has(name));
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

package dev.llmfit.gguf.convert;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** How a {@code config.json} of one architecture differs from that of Llama. Filled once, then handed over. */
public final class Conversion {
    /** Reads a text of a configuration. */
    @FunctionalInterface
    interface Choice {
        /** Returns it. */
        String of(AuditedFields in);
    }

    /** Writes some fields of a layout. */
    @FunctionalInterface
    interface Step {
        /** Adds them. */
        void add(ModelConfig config, JsonObject.Builder out);
    }

    private final Set<String> modelTypes;
    private final JsonObject.Builder defaults = JsonObject.builder();

    Predicate<JsonObject> applies = text -> true;
    Step shape = ConvertedFields::transformer;
    Step feedForward = ConvertedFields::feedForwardAsStated;
    String vocabularyKey = "vocab_size";
    Predicate<AuditedFields> attentionBias = in -> in.flag("attention_bias");
    boolean biasesAsStated;
    boolean maybeParallel;
    Choice queryKeyNorm = in -> "none";
    Step window = (config, out) -> {};
    boolean dense;
    Predicate<AuditedFields> routerBias = in -> false;
    Predicate<AuditedFields> sigmoid =
            in -> in.optionalText("scoring_func").orElse("softmax").equals("sigmoid");
    Step sharedExperts = ConfigExperts::sharedCount;
    Step expertPlacement = (config, out) -> {};
    Consumer<ConfigMixers> mixer = mixers -> {};

    private Conversion(Set<String> modelTypes) {
        this.modelTypes = modelTypes;
    }

    /** Returns the conversion of these types ({@code model_type} of transformers) as if they were Llama's. */
    static Conversion of(String... modelTypes) {
        return new Conversion(Set.of(modelTypes));
    }

    /** Returns whether a configuration is of this kind. */
    public boolean applies(ConfigFile file) {
        return modelTypes.contains(file.modelType()) && applies.test(file.text());
    }

    /** Returns the types that are converted so ({@code model_type} of transformers). */
    public Set<String> modelTypes() {
        return modelTypes;
    }

    /** Returns the defaults of transformers' configuration class that published files leave out. */
    JsonObject defaults() {
        return defaults.build();
    }

    /** Files that leave a value out mean this one. */
    Conversion absent(String key, long value) {
        defaults.put(key, value);
        return this;
    }

    /** As {@link #absent(String, long)}. */
    Conversion absent(String key, double value) {
        defaults.put(key, value);
        return this;
    }

    /** As {@link #absent(String, long)}. */
    Conversion absent(String key, boolean value) {
        defaults.put(key, value);
        return this;
    }

    /** The embedding is also the head unless a file says otherwise. */
    Conversion tied() {
        return absent("tie_word_embeddings", true);
    }

    /** Only configurations for which this holds. */
    Conversion onlyIf(Predicate<JsonObject> condition) {
        this.applies = condition;
        return this;
    }

    /** Has no attention: layers, vocabulary and context are read otherwise. */
    Conversion shape(Step value) {
        this.shape = value;
        return this;
    }

    /** Where the width of the feed-forward network is. */
    Conversion feedForward(Step value) {
        this.feedForward = value;
        return this;
    }

    /** The key of the number of tokens. */
    Conversion vocabularyKey(String key) {
        this.vocabularyKey = key;
        return this;
    }

    /** Whether query, key and value have biases. */
    Conversion attentionBias(Predicate<AuditedFields> value) {
        this.attentionBias = value;
        return this;
    }

    /** Attention output and feed-forward network have biases too if the file says so. */
    Conversion biasesAsStated() {
        this.biasesAsStated = true;
        return this;
    }

    /** Attention and feed-forward run side by side if the file says so. */
    Conversion maybeParallel() {
        this.maybeParallel = true;
        return this;
    }

    /** Which norms of queries and keys there are: none, head, full, per_head. */
    Conversion queryKeyNorm(Choice value) {
        this.queryKeyNorm = value;
        return this;
    }

    /** Every head of queries and keys is normed. */
    Conversion headNorms() {
        return queryKeyNorm(in -> "head");
    }

    /** All heads are normed together. */
    Conversion fullNorms() {
        return queryKeyNorm(in -> "full");
    }

    /** The sliding window. */
    Conversion window(Step value) {
        this.window = value;
        return this;
    }

    /** Carries the fields of a mixture of experts without using them. */
    Conversion dense() {
        this.dense = true;
        return this;
    }

    /** Whether the router has a bias. */
    Conversion routerBias(Predicate<AuditedFields> value) {
        this.routerBias = value;
        return this;
    }

    /** The router's gating is a sigmoid. */
    Conversion sigmoid() {
        this.sigmoid = in -> true;
        return this;
    }

    /** The experts that every token uses. */
    Conversion sharedExperts(Step value) {
        this.sharedExperts = value;
        return this;
    }

    /** Which layers have experts, beside those behind the first dense ones. */
    Conversion expertPlacement(Step value) {
        this.expertPlacement = value;
        return this;
    }

    /** What mixes tokens beside plain attention. */
    Conversion mixer(Consumer<ConfigMixers> value) {
        this.mixer = value;
        return this;
    }
}

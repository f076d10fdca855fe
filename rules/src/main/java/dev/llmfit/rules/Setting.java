package dev.llmfit.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a rule may prefer in the search. All are numbers. */
public enum Setting {
    /** Context that each slot needs, tokens; an explicit request outranks it. */
    CTX("context that each slot needs, in tokens"),
    /** Share of that context that is enough for a model which answers without thinking. */
    DIRECT_SHARE("share of ctx that is enough for a model which answers without thinking"),
    /** Generation that is comfortable, tok/s: below it speed is worth much more. */
    COMFORT_TPS("generation below this costs weight_slow for each halving, in tok/s; reading for embeddings"),
    /** How many times comfortable generation a model needs that thinks before it answers. */
    THOUGHT_PACE("how many times comfort_tps a model needs that thinks before it answers"),
    /** Generation below which a launch is not recommended at all, tok/s. */
    FLOOR_TPS("generation below this is not recommended, in tok/s; reading for embeddings"),
    /** Largest perplexity loss that is recommended at all, percent. */
    FLOOR_PPL("perplexity loss above this is not recommended, in percent"),
    /** Perplexity loss up to which a file type may come first, percent. */
    COMFORT_PPL("perplexity loss above this ranks behind everything below it, in percent"),
    /** Perplexity loss of a file type that counts for next to nothing, percent. */
    FREE_PPL("perplexity loss of a file type that counts for next to nothing, in percent"),
    /** Slots to plan for. */
    SLOTS("parallel slots to plan for"),
    /** Tokens that a typical turn reads anew. */
    TURN_PROMPT("tokens that a typical turn reads anew"),
    /** Tokens that a typical turn writes. */
    TURN_ANSWER("tokens that a typical turn writes"),
    /** Time of a turn below which less is worth nothing, seconds. */
    ENOUGH_SECONDS("a turn that takes less is worth nothing more, in seconds"),
    /** Worth of half the time of a turn. */
    WEIGHT_SPEED("worth of half the time of a turn, in doublings of model size"),
    /** Worth of a doubled speed below comfort, beside that of a turn's time. */
    WEIGHT_SLOW("worth of a doubled speed below comfort_tps, in doublings of model size"),
    /** Worth of a doubled context below what is needed. */
    WEIGHT_CTX("worth of a doubled context below ctx, in doublings of model size"),
    /** Standard errors of a model's quality that are taken off. */
    CAUTION("standard errors of a model's quality that are taken off"),
    /** Standard errors that are taken off where nobody measured the model. */
    CAUTION_UNMEASURED("standard errors that are taken off the quality of a model of which nobody published a figure"),
    /** How many times what perplexity says a quantization costs. */
    WEIGHT_QUALITY("weight of the quality that a quantization loses; 1 is what perplexity says"),
    /** Cost of a quantized cache. */
    WEIGHT_CACHE("cost of a cache that is not of the first type, in doublings of model size"),
    /** Worth of a file type that people know. */
    WEIGHT_USUAL("worth of a file type that people know, in doublings of model size"),
    /** Worth of a launch that lies whole on the devices. */
    WEIGHT_WHOLE("worth of lying whole on the devices, in doublings of model size"),
    /** Worth of half the size of a file. */
    WEIGHT_SIZE("worth of half the size of the file, in doublings of model size");

    private final String meaning;

    Setting(String meaning) {
        this.meaning = meaning;
    }

    /** Returns the name in rules, for example {@code floor_tps}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what it means, a phrase. */
    public String meaning() {
        return meaning;
    }

    /** Returns the setting with this name. */
    public static Optional<Setting> byId(String id) {
        return Arrays.stream(values()).filter(s -> s.id().equals(id)).findFirst();
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(Setting::id).toList();
    }
}

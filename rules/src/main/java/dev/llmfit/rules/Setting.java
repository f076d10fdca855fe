package dev.llmfit.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a rule may prefer in the search. All are numbers. */
public enum Setting {
    /** Context to plan for, tokens; an explicit request outranks it. */
    CTX("context to plan for, in tokens"),
    /** Generation that is comfortable, tok/s: slower launches rank behind faster ones. */
    COMFORT_TPS("generation below this ranks behind everything above it, in tok/s"),
    /** Generation below which a launch is not recommended at all, tok/s. */
    FLOOR_TPS("generation below this is not recommended, in tok/s"),
    /** Largest perplexity loss that is recommended at all, percent. */
    FLOOR_PPL("perplexity loss above this is not recommended, in percent"),
    /** Perplexity loss up to which quality counts as kept, percent. */
    COMFORT_PPL("perplexity loss above this ranks behind everything below it, in percent"),
    /** Slots to plan for. */
    SLOTS("parallel slots to plan for"),
    /** Generation above which more speed is worth nothing, tok/s. */
    ENOUGH_TPS("generation above this is worth nothing more, in tok/s"),
    /** Worth of a doubled speed, in doublings of effective parameters. */
    WEIGHT_SPEED("worth of a doubled speed, in doublings of model size"),
    /** Worth of a doubled context, in doublings of effective parameters. */
    WEIGHT_CTX("worth of a doubled context, in doublings of model size"),
    /** Months in which models of one size become worth twice their parameters. */
    GENERATION_MONTHS("months in which the worth of a parameter doubles"),
    /** Worth of a declared purpose that matches the use case, in doublings of effective parameters. */
    WEIGHT_PURPOSE("worth of a matching purpose, in doublings of model size"),
    /** How many times what perplexity says a quantization costs. */
    WEIGHT_QUALITY("weight of the quality that a quantization loses; 1 is what perplexity says"),
    /** Worth of a launch that lies whole on the devices, in doublings of effective parameters. */
    WEIGHT_WHOLE("worth of lying whole on the devices, in doublings of model size"),
    /** Worth of being in Ollama's library, in doublings of effective parameters. */
    WEIGHT_LIBRARY("worth of being in Ollama's library, in doublings of model size");

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

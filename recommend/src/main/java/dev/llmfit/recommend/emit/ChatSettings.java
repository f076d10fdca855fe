package dev.llmfit.recommend.emit;

import dev.llmfit.gguf.catalog.Sampling;
import dev.llmfit.gguf.catalog.SamplingTable;
import dev.llmfit.recommend.offer.Listing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model is talked to, as its makers say. A server takes it as the default of every request.
 *
 * @param sampling how tokens are chosen; empty where the makers say nothing that is known
 * @param tools whether it calls tools, which needs the model's own template
 */
public record ChatSettings(Optional<Sampling> sampling, boolean tools) {
    /** Nothing is known. */
    public static final ChatSettings NONE = new ChatSettings(Optional.empty(), false);

    /** Returns what is known of a model of the catalogue. */
    public static ChatSettings of(Listing listing) {
        return new ChatSettings(
                listing.weights().flatMap(SamplingTable.bundled()::of),
                listing.purposes().contains("tools"));
    }

    /** Returns the values that the makers name, by their names in Ollama and in OpenAI's protocol; in the order of the card. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        sampling.ifPresent(s -> {
            s.temperature().ifPresent(v -> values.put("temperature", number(v)));
            s.topP().ifPresent(v -> values.put("top_p", number(v)));
            s.topK().ifPresent(v -> values.put("top_k", Integer.toString(v)));
            s.minP().ifPresent(v -> values.put("min_p", number(v)));
            s.presencePenalty().ifPresent(v -> values.put("presence_penalty", number(v)));
            s.repeatPenalty().ifPresent(v -> values.put("repeat_penalty", number(v)));
        });
        return values;
    }

    /** Returns the values as options of a llama.cpp preset: {@code common/arg.cpp} of b11434, without dashes before them. */
    Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        values().forEach((name, value) ->
                options.put(name.equals("temperature") ? "temp" : name.replace('_', '-'), value));
        return options;
    }

    /** Returns the arguments of llama.cpp's programs. Builds before the template was the default need {@code --jinja} for tools. */
    List<String> arguments() {
        List<String> words = new ArrayList<>();
        if (tools) {
            words.add("--jinja");
        }
        options().forEach((name, value) -> {
            words.add("--" + name);
            words.add(value);
        });
        return words;
    }

    /** Returns a number without zeros that say nothing. */
    public static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}

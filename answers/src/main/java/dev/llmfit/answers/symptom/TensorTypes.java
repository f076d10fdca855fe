package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.units.Hint;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tensor type that the program does not know: one of a newer llama.cpp, or of a fork. {@code ggml/src/gguf.cpp} prints its number and
 * how many types the build knows.
 */
final class TensorTypes {
    private static final Pattern UNKNOWN =
            Pattern.compile("has invalid ggml type ([0-9]{1,6})(?:\\. should be in \\[0, ([0-9]{1,6})\\))?");

    /** Types of ik_llama.cpp that published files have ({@code ggml/include/ggml.h} of ikawrakow/ik_llama.cpp, September 2026). */
    private static final Map<Integer, String> FORK = Map.ofEntries(
            Map.entry(133, "Q6_0"),
            Map.entry(134, "IQ1_BN"),
            Map.entry(135, "IQ2_BN"),
            Map.entry(137, "IQ2_K"),
            Map.entry(138, "IQ3_K"),
            Map.entry(139, "IQ4_K"),
            Map.entry(140, "IQ5_K"),
            Map.entry(141, "IQ6_K"),
            Map.entry(144, "IQ4_KS"),
            Map.entry(145, "IQ2_KS"),
            Map.entry(146, "IQ4_KSS"),
            Map.entry(152, "IQ5_KS"),
            Map.entry(153, "IQ2_KT"),
            Map.entry(154, "IQ3_KT"),
            Map.entry(155, "IQ4_KT"),
            Map.entry(156, "IQ3_KS"),
            Map.entry(157, "IQ2_KL"),
            Map.entry(158, "IQ1_KT"));

    /** Types of the fork begin here, far above those of llama.cpp. */
    private static final int FIRST_OF_FORKS = 97;

    private TensorTypes() {}

    /** Returns what an unknown type means, if the log has one. */
    static Optional<Sign> in(RunLog log) {
        Matcher m = UNKNOWN.matcher(log.prints().text());
        if (!m.find()) {
            return Optional.empty();
        }
        int id = Integer.parseInt(m.group(1));
        boolean app = log.program() != Program.LLAMA_CPP;
        if (id >= FIRST_OF_FORKS) {
            String name = FORK.containsKey(id) ? " (" + FORK.get(id) + ")" : "";
            return Optional.of(new Sign(
                    "load/tensor-type",
                    "The file has tensors of type " + id + name
                            + ", which only ik_llama.cpp or another fork knows; llama.cpp cannot load it.",
                    Hint.plain(
                            app
                                    ? "Take a file of the usual types (Q4_K_M, IQ4_XS, …) of this model."
                                    : "Run it with https://github.com/ikawrakow/ik_llama.cpp, or take a file of the usual types"
                                            + " (Q4_K_M, IQ4_XS, …).")));
        }
        String name = GgmlType.byId(id)
                .map(t -> " (" + t.ggmlName().toUpperCase(Locale.ROOT) + ")")
                .orElse("");
        String knows = m.group(2) == null ? "" : ", which knows the types 0 to " + (Integer.parseInt(m.group(2)) - 1);
        return Optional.of(new Sign(
                "load/tensor-type",
                "The file has tensors of type " + id + name + ", newer than this build" + knows + ".",
                Hint.plain(LoadPhrases.newer(log.program()))));
    }
}

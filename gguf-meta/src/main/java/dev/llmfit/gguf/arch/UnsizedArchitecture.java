package dev.llmfit.gguf.arch;

import java.util.Arrays;
import java.util.List;

/**
 * Architectures that llama.cpp loads and that are not sized, each with what is missing for it. Drafters, projectors and decoders of sound
 * are no language models of their own.
 *
 * <p>Source: {@code src/llama-arch.cpp} and {@code src/models} of v0.8.0; those of b11434 are named by no release.
 */
public enum UnsizedArchitecture {
    DFLASH("dflash", false, "a drafter, whose size follows from the model that it drafts for"),
    GEMMA4_ASSISTANT("gemma4-assistant", false, "a drafter, which reads the hidden rows of Gemma 4"),
    GPTJ("gptj", false, "a name alone; llama.cpp has no graph for it"),
    POCKETTTS("pockettts", false, "a maker of speech, no language model"),
    WAVTOKENIZER_DEC("wavtokenizer-dec", false, "a decoder of sound, no language model"),
    DEEPSEEK41(
            "deepseek41",
            true,
            "caches that several layers share, tables of n-grams and a choice of cells in two steps"),
    K2_HORIZON("k2-horizon", true, "values that experts of their own make"),
    LIMITE("limite", true, "connections between all layers and values looked up by token"),
    MISTRAL_LARGE4("mistral-large4", true, "an indexer that layers share, over keys that other layers keep"),
    VLLM_DECISION2("vllm-decision2", true, "a head that scores options, with one row for each option");

    private final String ggufName;
    private final boolean recent;
    private final String missing;

    UnsizedArchitecture(String ggufName, boolean recent, String missing) {
        this.ggufName = ggufName;
        this.recent = recent;
        this.missing = missing;
    }

    /** Returns whether llama.cpp loads an architecture of this name that is not sized. */
    public static boolean isKnown(String ggufName) {
        return Arrays.stream(values()).anyMatch(a -> a.ggufName.equals(ggufName));
    }

    /** Returns in one sentence why an architecture that is not in the registry is not sized. */
    public static String reason(String ggufName) {
        return Arrays.stream(values())
                .filter(a -> a.ggufName.equals(ggufName))
                .findFirst()
                .map(UnsizedArchitecture::sentence)
                .orElse("unknown model architecture: '" + ggufName + "'; no llama.cpp that is known here has it");
    }

    /** Returns the names of those that b11434 has. */
    public static List<String> earlier() {
        return Arrays.stream(values())
                .filter(a -> !a.recent)
                .map(a -> a.ggufName)
                .toList();
    }

    /** Returns the names of those that came with v0.8.0. */
    public static List<String> later() {
        return Arrays.stream(values())
                .filter(a -> a.recent)
                .map(a -> a.ggufName)
                .toList();
    }

    private String sentence() {
        return recent
                ? "architecture '" + ggufName + "' is not sized, though llama.cpp loads it: missing are " + missing
                : "architecture '" + ggufName + "' is not sized: " + missing;
    }
}

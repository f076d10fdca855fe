package dev.llmfit.answers.size;

import dev.llmfit.gguf.KeyOverride;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a launch is started, where that decides what is not said of it.
 *
 * @param program the program of a pasted line; empty for options alone
 * @param fit how llama.cpp fits what is not given into the devices; empty if the launch is taken as it is
 * @param ollama which defaults are Ollama's
 * @param keys keys of the metadata that the launch sets
 * @param notes what was taken, assumed or left out while a line was read, one sentence each
 */
public record Start(
        Optional<String> program,
        Optional<Fit> fit,
        OllamaDefaults ollama,
        List<KeyOverride> keys,
        List<String> notes) {
    /** As the options say. */
    public static final Start AS_GIVEN =
            new Start(Optional.empty(), Optional.empty(), OllamaDefaults.NONE, List.of(), List.of());

    public Start {
        keys = List.copyOf(keys);
        notes = List.copyOf(notes);
    }

    /** What Ollama chooses by itself. */
    public enum OllamaDefaults {
        /** Nothing. */
        NONE,
        /** The context. */
        CONTEXT,
        /** Context and batch. */
        CONTEXT_AND_BATCH
    }

    /**
     * {@code --fit}.
     *
     * @param targets what stays free of each device; one for all
     * @param leastContext the least context; empty where all of the trained context is asked for
     * @param layersGiven whether {@code -ngl} is given, which leaves only the context to choose
     */
    public record Fit(List<Bytes> targets, OptionalInt leastContext, boolean layersGiven) {
        public Fit {
            targets = List.copyOf(targets);
        }
    }
}

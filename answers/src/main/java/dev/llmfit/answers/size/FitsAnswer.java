package dev.llmfit.answers.size;

import dev.llmfit.answers.Answer;
import dev.llmfit.gguf.GgmlType;
import java.util.List;
import java.util.Optional;

/**
 * What of each option fits beside the other options of a launch, margins kept: where a slider has its mark. A range is empty where
 * nothing fits or where the option does nothing.
 *
 * @param ctx tokens of context of each slot
 * @param layers {@code -ngl}: layers on the GPUs with the output layer
 * @param experts {@code -ncmoe}: layers whose experts stay in RAM
 * @param slots {@code -np}, each with the context that it has
 * @param cache types of the KV cache, for keys and values alike
 */
public record FitsAnswer(
        Optional<Range> ctx,
        Optional<Range> layers,
        Optional<Range> experts,
        Optional<Range> slots,
        List<GgmlType> cache)
        implements Answer {
    public FitsAnswer {
        cache = List.copyOf(cache);
    }

    /**
     * Values of an option, all of which fit.
     *
     * @param least the least
     * @param most the most
     */
    public record Range(int least, int most) {
        public Range {
            if (least > most) {
                throw new IllegalArgumentException("from " + least + " to " + most);
            }
        }

        /** Returns whether a value is one of them. */
        public boolean holds(int value) {
            return value >= least && value <= most;
        }
    }
}

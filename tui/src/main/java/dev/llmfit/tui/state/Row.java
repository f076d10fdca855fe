package dev.llmfit.tui.state;

import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.WeightsPlace;
import dev.llmfit.recommend.wish.Verdict;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A model of the list.
 *
 * @param model its name
 * @param rank its rank, where it is one of the recommended
 * @param summary what the catalogue says of it
 * @param launch its best launch here, once it is known
 * @param place where its weights would lie, of the catalogue; empty if that is not known
 * @param onDisk whether a file of it lies on this machine
 */
public record Row(
        String model,
        OptionalInt rank,
        Optional<ModelSummary> summary,
        Optional<Candidate> launch,
        Optional<WeightsPlace> place,
        boolean onDisk) {
    /** Where a model runs: the four marks that are the same everywhere. */
    public enum Mark {
        WHOLE("●", "whole", "whole on the GPU"),
        PART("◐", "part", "partly in RAM"),
        RAM("○", "RAM", "in RAM"),
        NO("✗", "no", "does not fit"),
        UNKNOWN("?", "", "not known");

        private final String glyph;
        private final String word;
        private final String words;

        Mark(String glyph, String word, String words) {
            this.glyph = glyph;
            this.word = word;
            this.words = words;
        }

        /** Returns its character. */
        public String glyph() {
            return glyph;
        }

        /** Returns it in a word. */
        public String word() {
            return word;
        }

        /** Returns it in words. */
        public String words() {
            return words;
        }

        /** Returns the mark of a launch. */
        public static Mark of(Verdict verdict) {
            return switch (verdict) {
                case FULL_GPU -> WHOLE;
                case MOE_OFFLOAD, PARTIAL_GPU -> PART;
                case CPU -> RAM;
                case NO_FIT -> NO;
            };
        }

        private static Mark of(WeightsPlace place) {
            return switch (place) {
                case GPU -> WHOLE;
                case PARTIAL_GPU -> PART;
                case CPU -> RAM;
                case NO -> NO;
            };
        }
    }

    /** Returns where it runs: as its launch does, else where its weights would lie. */
    public Mark mark() {
        return launch.map(c -> Mark.of(c.verdict()))
                .or(() -> place.map(Mark::of))
                .orElse(Mark.UNKNOWN);
    }
}

package dev.llmfit.sizing;

import dev.llmfit.units.Amount;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How tokens are guessed ahead and checked in one batch: {@code --spec-type} and {@code --spec-draft-n-max}.
 *
 * <p>Source: {@code common_params_speculative} in {@code common/common.h} and {@code common/speculative.cpp} of b11434.
 *
 * @param types the kinds in use; none is no speculation
 * @param nMax tokens that a draft proposes in a round
 */
public record Speculation(Set<Type> types, int nMax) {
    /** No speculation. */
    public static final Speculation NONE = new Speculation(Set.of(), 0);

    /** Tokens that {@code ngram-simple} and the maps propose ({@code common_params_speculative_ngram_map::size_m}). */
    private static final int NGRAM = 48;

    /** Tokens that {@code ngram-mod} proposes ({@code common_params_speculative_ngram_mod::n_max}). */
    private static final int NGRAM_MOD = 64;

    /** Tokens that {@code ngram-cache} proposes ({@code common_speculative_n_max}). */
    private static final int NGRAM_CACHE = 8;

    /** A kind of speculation. */
    public enum Type {
        DRAFT_SIMPLE("draft-simple", 0, false),
        DRAFT_MTP("draft-mtp", 0, true),
        DRAFT_EAGLE3("draft-eagle3", 0, true),
        DRAFT_DFLASH("draft-dflash", 0, true),
        DRAFT_DSPARK("draft-dspark", 0, true),
        NGRAM_SIMPLE("ngram-simple", NGRAM, false),
        NGRAM_MAP_K("ngram-map-k", NGRAM, false),
        NGRAM_MAP_K4V("ngram-map-k4v", NGRAM, false),
        NGRAM_MOD("ngram-mod", Speculation.NGRAM_MOD, false),
        NGRAM_CACHE("ngram-cache", Speculation.NGRAM_CACHE, false);

        private final String word;
        private final int ownTokens;
        private final boolean rollsBack;

        Type(String word, int ownTokens, boolean rollsBack) {
            this.word = word;
            this.ownTokens = ownTokens;
            this.rollsBack = rollsBack;
        }

        /** Returns the word of {@code --spec-type}. */
        public String word() {
            return word;
        }

        /** Returns the kind of this word; empty if llama.cpp has none. */
        public static Optional<Type> byWord(String word) {
            return Arrays.stream(values()).filter(t -> t.word.equals(word)).findFirst();
        }

        private boolean drafts() {
            return ownTokens == 0;
        }
    }

    public Speculation {
        Amount.count(nMax, "n_max");
        EnumSet<Type> ordered = EnumSet.noneOf(Type.class);
        ordered.addAll(types);
        types = Collections.unmodifiableSet(ordered);
    }

    /** Returns whether a second context runs on the layers for next-token prediction. */
    public boolean predictsNextTokens() {
        return types.contains(Type.DRAFT_MTP);
    }

    /** Returns the tokens that a draft model or context proposes in a round; 0 if it is not used. */
    public int drafted() {
        return types.stream().anyMatch(Type::drafts) ? nMax : 0;
    }

    /** Returns the most tokens of a slot that are checked at once beside the one that is certain. */
    private int checked() {
        return types.stream()
                .mapToInt(t -> t.drafts() ? nMax : t.ownTokens)
                .max()
                .orElse(0);
    }

    /**
     * Returns the options of the model that checks the guesses: rows of logits for all of them ({@code
     * common_speculative_get_output_limits}) unless their number is given, a state to roll back to for each drafted token
     * ({@code need_n_rs_seq}), and the layers for next-token prediction where they are used.
     */
    public LaunchOptions target(LaunchOptions own) {
        long rows = Math.min(own.nBatch(), Math.max(1L, own.nParallel()) * (1L + checked()));
        boolean rollsBack = types.stream().anyMatch(t -> t.rollsBack);
        LaunchOptions checking = rollsBack ? own.withNDraft(nMax) : own;
        checking = predictsNextTokens() ? checking.withLoadMtp(true) : checking;
        return own.nOutputsMax() > 0 ? checking : checking.withNOutputsMax((int) rows);
    }

    /** Returns the words of the kinds. */
    public List<String> words() {
        return types.stream().map(Type::word).toList();
    }
}

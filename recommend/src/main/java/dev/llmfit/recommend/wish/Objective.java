package dev.llmfit.recommend.wish;

import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.rules.Preferences;
import dev.llmfit.rules.Setting;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Set;

/**
 * What a request wants, in numbers: the preferences of the rules, overridden by what was asked for. A launch is worth the quality of its
 * model less what its file type loses, less what slow turns and a short context cost. There is no step in it but the floors: what is a
 * little slower is worth a little less.
 *
 * @param useCase the use case
 * @param ctxEach context that each slot needs, tokens
 * @param directShare share of that context that is enough for a model which answers without thinking
 * @param ctxFixed whether a smaller context is no answer
 * @param slots parallel slots
 * @param turn a typical turn and its speeds
 * @param floorPpl perplexity loss above this is not worth running, percent
 * @param comfortPpl perplexity loss above this comes behind everything below it, percent
 * @param weights what the parts weigh
 */
public record Objective(
        UseCase useCase,
        int ctxEach,
        double directShare,
        boolean ctxFixed,
        int slots,
        TypicalTurn turn,
        double floorPpl,
        double comfortPpl,
        UtilityWeights weights) {
    public Objective {
        Amount.count(ctxEach, "ctxEach");
        Amount.count(slots, "slots");
        Amount.rate(directShare, "directShare");
        Amount.rate(floorPpl, "floorPpl");
        Amount.rate(comfortPpl, "comfortPpl");
    }

    /** llama.cpp rounds contexts up to this many cells. */
    private static final int CELLS = 256;

    /** File types that every repository has and every guide names; judgement. */
    private static final Set<String> USUAL =
            Set.of("Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "MXFP4_MOE", "UD-Q4_K_XL", "UD-Q5_K_XL", "UD-Q6_K_XL");

    public static Objective of(Request request, Preferences rules) {
        double asked = request.minTps().orElse(0.0);
        boolean chosen = request.minTps().isPresent();
        TypicalTurn turn = new TypicalTurn(
                new Turn(
                        0, Math.max(1, (int) rules.value(Setting.TURN_PROMPT)), (int) rules.value(Setting.TURN_ANSWER)),
                rules.value(Setting.ENOUGH_SECONDS),
                chosen ? asked : rules.value(Setting.COMFORT_TPS),
                chosen ? 1 : rules.value(Setting.THOUGHT_PACE),
                chosen ? asked : rules.value(Setting.FLOOR_TPS),
                asked);
        return new Objective(
                request.useCase(),
                request.ctx().orElse((int) rules.value(Setting.CTX)),
                rules.value(Setting.DIRECT_SHARE),
                request.ctx().isPresent(),
                request.users().orElse((int) rules.value(Setting.SLOTS)),
                turn,
                rules.value(Setting.FLOOR_PPL),
                rules.value(Setting.COMFORT_PPL),
                UtilityWeights.of(rules));
    }

    /** Returns the same wish for exactly this context of each slot and this number of slots. */
    public Objective of(int each, int parallel) {
        return new Objective(useCase, each, directShare, true, parallel, turn, floorPpl, comfortPpl, weights);
    }

    /**
     * Returns the same wish of one model: a model that is known to answer without thinking needs less context, and one that thinks is
     * waited for while it does.
     */
    public Objective of(Listing listing) {
        boolean thinks = listing.purposes().contains("reasoning");
        boolean direct = !listing.purposes().isEmpty() && !thinks;
        int each = direct && !ctxFixed ? (int) (ctxEach * directShare) : ctxEach;
        TypicalTurn own = thinks ? turn.thinking() : turn;
        return new Objective(useCase, each, directShare, ctxFixed, slots, own, floorPpl, comfortPpl, weights);
    }

    /** Returns generation below which a launch is uncomfortable, tok/s. */
    public double comfortTps() {
        return turn.comfortTps();
    }

    /** Returns generation below which a launch is not worth running, tok/s. */
    public double floorTps() {
        return turn.floorTps();
    }

    /** Returns what of a launch's speed matters. */
    public Pace.Wanted wanted() {
        return new Pace.Wanted(
                floorTps() > 0 ? List.of(floorTps()) : List.of(),
                turn.prompt(),
                (tg, pp) -> slow(new TurnPace(tg, tg, pp)));
    }

    /** Returns what slow turns cost, doublings. */
    private double slow(TurnPace pace) {
        return weights.speed() * turn.slower(pace) + weights.slow() * turn.uncomfortable(pace);
    }

    /** Returns the context over all slots, llama.cpp's {@code -c}. */
    public int ctx() {
        return ctx(ctxEach);
    }

    /** Returns the context over all slots where each has so many tokens; at most what llama.cpp can count, which fits nowhere. */
    public int ctx(int each) {
        return (int) Math.min((long) each * slots, Integer.MAX_VALUE - CELLS);
    }

    /** Returns whether a model was made for the use case, by the purposes of the catalogue. */
    public boolean matches(Listing listing) {
        Set<String> purposes = listing.purposes();
        return switch (useCase) {
            case CHAT, RAG, BATCH -> purposes.contains("chat");
            case CODING -> purposes.contains("code");
            case REASONING -> purposes.contains("reasoning");
            case AGENTS -> purposes.contains("tools");
            case VISION -> listing.vision() && purposes.contains("chat");
            case AUTOCOMPLETE -> purposes.contains("fim");
            case EMBEDDING -> purposes.contains("embedding");
            case RERANK -> purposes.contains("rerank");
        };
    }

    /**
     * What a launch gives.
     *
     * @param fileType its file type
     * @param file size of its file
     * @param quality what the file type loses
     * @param plainCache whether the cache is of the type that is preferred
     * @param pace its speeds
     * @param ctx its context over all slots, tokens
     * @param whole whether everything lies on the devices
     */
    public record Given(
            String fileType, Bytes file, Quality quality, boolean plainCache, TurnPace pace, int ctx, boolean whole) {}

    /** Returns the score of a launch of a model. */
    public Score score(ModelQuality model, Given given) {
        double context = Math.log(Math.min(given.ctx(), ctx()) / (double) ctx()) / Math.log(2);
        ScoreParts parts = new ScoreParts(
                model,
                (model.isMeasured() ? weights.caution() : weights.cautionUnmeasured()) * model.se(),
                loss(given.quality()) + (given.plainCache() ? 0 : weights.cache()),
                -slow(given.pace()),
                weights.ctx() * context,
                given.whole() ? weights.whole() : 0,
                USUAL.contains(given.fileType()) ? weights.usual() : 0,
                weights.size() * Math.log(Math.max(1e-3, given.file().gib())) / Math.log(2));
        return new Score(tier(given), parts, given.pace().tg());
    }

    /** What counts for next to nothing counts this much of itself: it only decides where nothing else does. Judgement. */
    private static final double FREE_SHARE = 0.1;

    /** Percent of perplexity that is none at all, above that of Q8_0: 16 bit is no better. Judgement. */
    private static final double NONE_PPL = 0.1;

    private double loss(Quality quality) {
        double percent = quality.pplPercent().orElse(0.0);
        if (percent <= NONE_PPL) {
            return 0;
        }
        double free = percent <= weights.freePpl() ? 1 : weights.freePpl() / percent;
        double counted = (1 - free * (1 - FREE_SHARE)) * (1 - NONE_PPL / percent);
        return weights.loss() * quality.doublingsLost() * counted;
    }

    private int tier(Given given) {
        double percent = given.quality().pplPercent().orElse(0.0);
        TurnPace pace = given.pace();
        if (turn.counted(pace) < turn.floorTps() || percent > floorPpl) {
            return 2;
        }
        return percent > comfortPpl || pace.low() < turn.askedTps() ? 1 : 0;
    }
}

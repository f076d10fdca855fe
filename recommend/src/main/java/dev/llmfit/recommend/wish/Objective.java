package dev.llmfit.recommend.wish;

import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.rules.Preferences;
import dev.llmfit.rules.Setting;
import dev.llmfit.units.Amount;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * What a request wants, in numbers: the preferences of the rules, overridden by what was asked for.
 *
 * @param ctxEach context of each slot, tokens
 * @param ctxFixed whether a smaller context is no answer
 * @param slots parallel slots
 * @param comfortTps generation below this ranks behind, tok/s
 * @param floorTps generation below this is not worth running, tok/s
 * @param floorPpl perplexity loss above this is not worth running, percent
 * @param comfortPpl perplexity loss above this is shown only if nothing better fits, percent
 * @param enoughTps generation above this is worth nothing, tok/s
 * @param weightSpeed worth of a doubled speed
 * @param weightCtx worth of a doubled context
 * @param generationMonths months that double the worth of a parameter
 * @param weightPurpose worth of a matching purpose
 * @param weightQuality how many times what perplexity says a quantization costs
 * @param weightWhole worth of lying whole on the devices
 * @param weightLibrary worth of being in Ollama's library
 * @param useCase the use case
 */
public record Objective(
        int ctxEach,
        boolean ctxFixed,
        int slots,
        double comfortTps,
        double floorTps,
        double floorPpl,
        double comfortPpl,
        double enoughTps,
        double weightSpeed,
        double weightCtx,
        double generationMonths,
        double weightPurpose,
        double weightQuality,
        double weightWhole,
        double weightLibrary,
        UseCase useCase) {
    public Objective {
        Amount.count(ctxEach, "ctxEach");
        Amount.count(slots, "slots");
        for (double limit : List.of(comfortTps, floorTps, floorPpl, comfortPpl, enoughTps)) {
            if (!(limit >= 0)) {
                throw new IllegalArgumentException("a limit of " + limit);
            }
        }
        for (double weight : List.of(
                weightSpeed, weightCtx, generationMonths, weightPurpose, weightQuality, weightWhole, weightLibrary)) {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("a weight of " + weight);
            }
        }
    }

    /** Months are counted from here; any fixed month gives the same order. */
    private static final YearMonth EPOCH = YearMonth.of(2023, 1);

    /** llama.cpp rounds contexts up to this many cells. */
    private static final int CELLS = 256;

    /** More than any quantization loses. */
    private static final double CTX_BEFORE_QUALITY = 100;

    public static Objective of(Request request, Preferences rules) {
        Objective balanced = balanced(request, rules);
        return request.aim() == Aim.QUALITY ? balanced.forQuality() : balanced;
    }

    /** Returns the same wish for exactly this context of each slot and this number of slots. */
    public Objective of(int each, int parallel) {
        return new Objective(
                each,
                true,
                parallel,
                comfortTps,
                floorTps,
                floorPpl,
                comfortPpl,
                enoughTps,
                weightSpeed,
                weightCtx,
                generationMonths,
                weightPurpose,
                weightQuality,
                weightWhole,
                weightLibrary,
                useCase);
    }

    /** Returns the context over all slots, llama.cpp's {@code -c}. */
    public int ctx() {
        return ctx(ctxEach);
    }

    /** Returns the context over all slots where each has so many tokens; at most what llama.cpp can count, which fits nowhere. */
    public int ctx(int each) {
        return (int) Math.min((long) each * slots, Integer.MAX_VALUE - CELLS);
    }

    /** Speed and placement count for nothing beyond the slowest acceptable speed; a context is not traded for quality. */
    private Objective forQuality() {
        return new Objective(
                ctxEach,
                ctxFixed,
                slots,
                comfortTps,
                floorTps,
                floorPpl,
                comfortPpl,
                enoughTps,
                0,
                CTX_BEFORE_QUALITY,
                generationMonths,
                weightPurpose,
                weightQuality,
                0,
                weightLibrary,
                useCase);
    }

    private static Objective balanced(Request request, Preferences rules) {
        int slots = request.users().orElse((int) rules.value(Setting.SLOTS));
        double minTps = request.minTps().orElse(0.0);
        return new Objective(
                request.ctx().orElse((int) rules.value(Setting.CTX)),
                request.ctx().isPresent(),
                slots,
                Math.max(minTps, request.minTps().isPresent() ? minTps : rules.value(Setting.COMFORT_TPS)),
                request.minTps().orElse(rules.value(Setting.FLOOR_TPS)),
                rules.value(Setting.FLOOR_PPL),
                rules.value(Setting.COMFORT_PPL),
                Math.max(minTps, rules.value(Setting.ENOUGH_TPS)),
                rules.value(Setting.WEIGHT_SPEED),
                rules.value(Setting.WEIGHT_CTX),
                rules.value(Setting.GENERATION_MONTHS),
                rules.value(Setting.WEIGHT_PURPOSE),
                rules.value(Setting.WEIGHT_QUALITY),
                rules.value(Setting.WEIGHT_WHOLE),
                rules.value(Setting.WEIGHT_LIBRARY),
                request.useCase());
    }

    /** Returns the worth of a model at full quality, in doublings of its parameters. */
    public double modelWorth(double effectiveParameters, Listing listing) {
        double worth = Math.log(effectiveParameters / 1e9) / Math.log(2);
        worth += listing.release()
                .map(r -> EPOCH.until(r, ChronoUnit.MONTHS) / generationMonths)
                .orElse(0.0);
        worth += listing.ollama().isPresent() ? weightLibrary : 0;
        return worth + (matches(listing) ? weightPurpose : 0);
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
            case EMBEDDING -> purposes.contains("embedding");
        };
    }

    /**
     * Returns the score of a launch.
     *
     * @param modelWorth worth of the model at full quality
     * @param quality what file type and cache type lose
     * @param tg generation that each slot gets, tok/s
     * @param launchCtx context of the launch over all slots, tokens
     * @param whole whether everything lies on the devices
     */
    public Score score(double modelWorth, Quality quality, double tg, int launchCtx, boolean whole) {
        double ppl = quality.pplPercent().orElse(0.0);
        int tier = tg < floorTps || ppl > floorPpl ? 2 : tg < comfortTps ? 1 : 0;
        double utility = modelWorth - weightQuality * quality.doublingsLost() + (whole ? weightWhole : 0);
        if (weightSpeed > 0) {
            utility += weightSpeed * Math.log(Math.max(0.01, Math.min(tg, enoughTps))) / Math.log(2);
        }
        utility += weightCtx * Math.log(Math.min(launchCtx, ctx()) / (double) ctx()) / Math.log(2);
        return new Score(tier, utility, tg);
    }
}

package dev.llmfit.answers.plan;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.answers.recommend.RopeScaling;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Objects;
import java.util.Optional;

/**
 * Which hardware runs a model as wished, what do changes of a machine buy, and when does a purchase pay against an API?
 *
 * @param model the model
 * @param machine the machine to start from
 * @param ctx context that each user needs, tokens; empty lets the rules choose
 * @param minTps slowest acceptable generation of each user, tok/s; empty lets the rules choose
 * @param users people or programs served at the same time
 * @param fileType the only file type to consider, as llama.cpp spells it
 * @param maxPpl largest loss of perplexity, percent
 * @param top machines to list
 * @param apiPrice price of an API for a million generated tokens, USD
 * @param tokensPerMonth tokens generated a month
 * @param powerPrice price of a kWh, USD
 * @param ropeScaling how positions beyond the trained context are scaled; empty where they are not
 */
public record PlanQuestion(
        String model,
        HardwareSelector machine,
        Optional<Integer> ctx,
        Optional<Double> minTps,
        Optional<Integer> users,
        Optional<String> fileType,
        double maxPpl,
        int top,
        Optional<Double> apiPrice,
        Optional<Double> tokensPerMonth,
        double powerPrice,
        Optional<RopeScaling> ropeScaling)
        implements Question<PlanAnswer> {
    /** Perplexity loss up to which a file type counts as good: that of Q4_K_S at 8 B and above. */
    public static final double GOOD_PPL = 3.7;

    /** Price of a kWh where none is given, USD: a household's in Central Europe, rounded. [judgement] */
    public static final double USUAL_POWER_PRICE = 0.30;

    /** Machines listed where nobody says how many. */
    public static final int USUAL_TOP = 5;

    private static final FieldCheck CHECK = new FieldCheck("plan");

    /** Returns the question with the usual loss, number of machines and price of power, and no API beside them. */
    public static PlanQuestion usual(
            String model,
            HardwareSelector machine,
            Optional<Integer> ctx,
            Optional<Double> minTps,
            Optional<Integer> users,
            Optional<String> fileType) {
        return new PlanQuestion(
                model,
                machine,
                ctx,
                minTps,
                users,
                fileType,
                GOOD_PPL,
                USUAL_TOP,
                Optional.empty(),
                Optional.empty(),
                USUAL_POWER_PRICE,
                Optional.empty());
    }

    /**
     * Creates a question.
     *
     * @throws RefusedException if a field holds what cannot be meant
     */
    public PlanQuestion {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(machine, "machine");
        if (apiPrice.isPresent() != tokensPerMonth.isPresent()) {
            throw new RefusedException(Refusal.usage(
                    "plan",
                    Hint.of(
                            "{0} and {1} are given together or not at all.",
                            new Change("api_price", ""), new Change("tokens_per_month", ""))));
        }
        CHECK.fromZero("power_price", Optional.of(powerPrice));
        CHECK.fromZero("api_price", apiPrice);
        if (tokensPerMonth.isPresent()
                && !(tokensPerMonth.get() >= 1 && tokensPerMonth.get() < Double.POSITIVE_INFINITY)) {
            throw CHECK.refused(
                    "tokens_per_month", "{0} is a number of tokens from 1, not " + tokensPerMonth.get() + ".");
        }
        CHECK.fromZero("max_ppl", Optional.of(maxPpl));
        CHECK.atLeastOne("ctx", ctx);
        CHECK.atLeastOne("users", users);
        CHECK.atLeastOne("top", Optional.of(top));
        if (minTps.isPresent() && !(minTps.get() > 0 && minTps.get() < Double.POSITIVE_INFINITY)) {
            throw CHECK.refused("min_tps", "{0} is a speed above 0, not " + minTps.get() + ".");
        }
        fileType = fileType.map(Offers::fileType);
    }

    /** Returns what an API would cost; empty if no price was given. */
    Optional<ApiUse> api() {
        return apiPrice.flatMap(price -> tokensPerMonth.map(tokens -> new ApiUse(price, tokens, powerPrice)));
    }

    @Override
    public Said said() {
        Said said = Said.of(machine);
        said = ctx.isPresent() ? said.and("ctx", ctx.get()) : said;
        said = users.isPresent() ? said.and("users", users.get()) : said;
        said = minTps.isPresent() ? said.and("min_tps", minTps.get()) : said;
        return fileType.isPresent() ? said.and("file_type", fileType.get()) : said;
    }

    @Override
    public Optional<State> state(PlanAnswer answer) {
        boolean usual = maxPpl == GOOD_PPL && apiPrice.isEmpty() && ropeScaling.isEmpty();
        if (!usual) {
            return Optional.empty();
        }
        State state = State.of(machine).with(StateField.MODEL, model);
        state = ctx.isPresent() ? state.with(StateField.CTX, ctx.get()) : state;
        state = users.isPresent() ? state.with(StateField.USERS, users.get()) : state;
        state = minTps.isPresent() ? state.with(StateField.MIN_TPS, minTps.get()) : state;
        return Optional.of(fileType.isPresent() ? state.with(StateField.FILE, fileType.get()) : state);
    }

    @Override
    public PlanAnswer answer(Workbench bench, Progress progress) {
        return new PlanAnswering(this, bench, progress).answer();
    }
}

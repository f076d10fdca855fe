package dev.llmfit.answers.recommend;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.Spelling;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.recommend.wish.UseCaseWord;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a launch is to give.
 *
 * @param useCase what the model is for
 * @param ctx context that each user needs, tokens; empty lets the rules choose
 * @param minTps slowest acceptable generation of each user, tok/s
 * @param users people or programs served at the same time; empty lets the rules choose
 * @param prefer what to have the most of
 * @param fileType the only file type to consider, as llama.cpp spells it
 * @param cacheType the only type of the KV cache to consider
 * @param margin room to keep on each device
 * @param top candidates to list
 * @param ropeScaling how positions beyond the trained context are scaled; empty where they are not
 */
public record LaunchWish(
        UseCaseWord useCase,
        Optional<Integer> ctx,
        Optional<Double> minTps,
        Optional<Integer> users,
        Aim prefer,
        Optional<String> fileType,
        Optional<GgmlType> cacheType,
        Bytes margin,
        int top,
        Optional<RopeScaling> ropeScaling) {
    private static final FieldCheck CHECK = new FieldCheck("recommend");

    /** What a state calls the fields of a wish. */
    private static final Map<String, StateField> WRITTEN = Map.of(
            "use_case", StateField.USE,
            "ctx", StateField.CTX,
            "users", StateField.USERS,
            "min_tps", StateField.MIN_TPS,
            "file_type", StateField.FILE,
            "cache_type", StateField.KV,
            "margin", StateField.MARGIN);

    /**
     * Creates a wish.
     *
     * @throws RefusedException if a field holds what cannot be meant
     */
    public LaunchWish {
        Objects.requireNonNull(useCase, "useCase");
        Objects.requireNonNull(prefer, "prefer");
        Objects.requireNonNull(margin, "margin");
        if (minTps.isPresent() && !(minTps.get() >= 0 && minTps.get() < Double.POSITIVE_INFINITY)) {
            throw CHECK.refused(
                    "min_tps", "{0} must be a number of tokens a second, 0 or more, not " + minTps.get() + ".");
        }
        if (users.isPresent() && users.get() > LaunchOptions.MAX_PARALLEL) {
            throw CHECK.refused(
                    "users",
                    "{0} must be at most " + LaunchOptions.MAX_PARALLEL + ", the most slots that llama.cpp has, not "
                            + users.get() + ".");
        }
        if (users.isPresent() && (prefer == Aim.USERS || prefer == Aim.THROUGHPUT)) {
            throw new RefusedException(Refusal.usage(
                    "recommend",
                    Hint.of(
                            "{0} finds the number of slots itself: leave {1} away.",
                            new Change("prefer", prefer.id()), new Change("users", ""))));
        }
        CHECK.atLeastOne("ctx", ctx);
        CHECK.atLeastOne("users", users);
        CHECK.atLeastOne("top", Optional.of(top));
        fileType = fileType.map(Offers::fileType);
    }

    /** Creates a wish for a context that the model was trained for. */
    public LaunchWish(
            UseCaseWord useCase,
            Optional<Integer> ctx,
            Optional<Double> minTps,
            Optional<Integer> users,
            Aim prefer,
            Optional<String> fileType,
            Optional<GgmlType> cacheType,
            Bytes margin,
            int top) {
        this(useCase, ctx, minTps, users, prefer, fileType, cacheType, margin, top, Optional.empty());
    }

    /** Returns a wish for a chat with everything else left to the rules. */
    public static LaunchWish chat() {
        return new LaunchWish(
                UseCaseWord.of(UseCase.CHAT),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Aim.BALANCED,
                Optional.empty(),
                Optional.empty(),
                Budgets.DEFAULT_MARGIN,
                Request.chat().top());
    }

    /** Returns the same wish with another number of rows. */
    public LaunchWish withTop(int rows) {
        return new LaunchWish(useCase, ctx, minTps, users, prefer, fileType, cacheType, margin, rows, ropeScaling);
    }

    /**
     * Returns the use case that a word means.
     *
     * @throws RefusedException if it is none that is known
     */
    public static UseCaseWord useCase(String word) {
        return UseCaseWord.of(word).orElseThrow(() -> {
            List<String> near = Spelling.nearest(word.toLowerCase(Locale.ROOT), UseCaseWord.all());
            String names = String.join(
                    ", ", Arrays.stream(UseCase.values()).map(UseCase::id).toList());
            return CHECK.refused(
                    "use_case",
                    "{0} " + word + " is not known; "
                            + (near.isEmpty()
                                    ? "one of " + names + " is."
                                    : "did you mean " + String.join(" or ", near) + "? Also " + names + "."));
        });
    }

    /**
     * Returns the cache type of a name.
     *
     * @throws RefusedException if there is none
     */
    public static GgmlType cacheType(String name) {
        return GgmlType.byName(name)
                .orElseThrow(() ->
                        CHECK.refused("cache_type", "{0} " + name + " is no cache type; f16, q8_0, q5_1, q4_0 are."));
    }

    /**
     * Returns the margin that a text means: {@code 1GiB}, {@code 512MiB}.
     *
     * @throws RefusedException if it is no size
     */
    public static Bytes margin(String text) {
        try {
            return Bytes.parse(text);
        } catch (IllegalArgumentException e) {
            throw CHECK.refused("margin", "{0}: " + e.getMessage() + ".");
        }
    }

    /** Returns what is said of a machine and with it what this wishes for, where that is not what is taken anyway. */
    Said said(Said machine) {
        Said said = useCase.useCase() == UseCase.CHAT && !useCase.isTaken()
                ? machine
                : machine.and("use_case", useCase.word());
        said = ctx.isPresent() ? said.and("ctx", ctx.get()) : said;
        said = users.isPresent() ? said.and("users", users.get()) : said;
        said = minTps.isPresent() ? said.and("min_tps", minTps.get()) : said;
        said = fileType.isPresent() ? said.and("file_type", fileType.get()) : said;
        said = cacheType.isPresent() ? said.and("cache_type", cacheType.get().ggmlName()) : said;
        return margin.equals(Budgets.DEFAULT_MARGIN) ? said : said.and("margin", (margin.count() >> 20) + "MiB");
    }

    /** Returns the same wish for the best launch alone, with another context. */
    public LaunchWish first(Optional<Integer> context) {
        return new LaunchWish(useCase, context, minTps, users, prefer, fileType, cacheType, margin, 1, ropeScaling);
    }

    /** Returns what is said of a machine and with it what this wishes for, where that is not what is taken anyway. */
    State state(State machine) {
        State state = machine;
        for (Map.Entry<String, String> field : said(Said.NOTHING).fields().entrySet()) {
            state = state.with(Objects.requireNonNull(WRITTEN.get(field.getKey())), field.getValue());
        }
        return prefer == Aim.BALANCED ? state : state.with(StateField.PREFER, prefer.id());
    }

    /** Returns the request to the search; {@code named} is the file type that the model's reference named. */
    Request request(Optional<String> named) {
        return new Request(
                useCase.useCase(),
                ctx,
                minTps,
                users,
                fileType.or(() -> named),
                cacheType.map(List::of).orElse(Request.chat().cacheTypes()),
                margin,
                top,
                prefer);
    }

    /** Returns the request for the best model instead of one that does not fit. */
    Request insteadRequest() {
        Request same = request(Optional.empty());
        return new Request(
                same.useCase(),
                same.ctx(),
                same.minTps(),
                same.users(),
                Optional.empty(),
                same.cacheTypes(),
                same.margin(),
                1);
    }
}

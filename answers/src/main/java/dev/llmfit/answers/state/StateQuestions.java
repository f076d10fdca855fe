package dev.llmfit.answers.state;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.size.SizeQuestion.Loaded;
import dev.llmfit.answers.size.SizeQuestion.Place;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.recommend.wish.UseCaseWord;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The questions that a state means. What it does not say of a launch is as recommended for its model, machine and wish.
 *
 * @param state what is said
 */
public record StateQuestions(State state) {
    /** What a state says of a launch: with all of it nothing is left to a recommendation. */
    private static final List<StateField> LAUNCH = List.of(
            StateField.FILE,
            StateField.CTX,
            StateField.KV,
            StateField.NGL,
            StateField.NCMOE,
            StateField.NP,
            StateField.UB);

    /** Returns the machine that is meant. */
    public HardwareSelector machine() {
        return HardwareSelector.parse(
                        state.get(StateField.MACHINE),
                        state.get(StateField.VRAM),
                        state.get(StateField.RAM),
                        whole(StateField.GPUS),
                        state.get(StateField.BANDWIDTH))
                .around(state.get(StateField.RAM_BANDWIDTH), state.get(StateField.CPU), state.get(StateField.OS))
                .set(state.get(StateField.LINK), state.get(StateField.POWER));
    }

    /** Returns what a launch is to give: the use, the users, and the context, cache and file type where they are said. */
    public LaunchWish wish() {
        return new LaunchWish(
                state.get(StateField.USE).map(LaunchWish::useCase).orElseGet(() -> UseCaseWord.of(UseCase.CHAT)),
                whole(StateField.CTX),
                state.get(StateField.MIN_TPS).map(Double::parseDouble),
                whole(StateField.NP).or(() -> whole(StateField.USERS)),
                state.get(StateField.PREFER)
                        .map(p -> Aim.valueOf(p.toUpperCase(Locale.ROOT)))
                        .orElse(Aim.BALANCED),
                Optional.empty(),
                state.get(StateField.KV).filter(kv -> kv.indexOf('/') < 0).flatMap(GgmlType::byName),
                state.get(StateField.MARGIN).map(Bytes::parse).orElse(Budgets.DEFAULT_MARGIN),
                Request.chat().top());
    }

    /** Returns which models, or which launches of its model, are the best. */
    public RecommendQuestion recommend() {
        return new RecommendQuestion(reference(), machine(), wish());
    }

    /** Returns which models are the best, whatever model is looked at. */
    public RecommendQuestion models() {
        State list = state.without(StateField.CTX).without(StateField.KV).without(StateField.NP);
        return new RecommendQuestion(Optional.empty(), machine(), new StateQuestions(list).wish());
    }

    /** Returns which hardware runs its model. */
    public PlanQuestion plan() {
        return PlanQuestion.usual(
                state.get(StateField.MODEL).orElseThrow(() -> noModel()),
                machine(),
                whole(StateField.CTX),
                state.get(StateField.MIN_TPS).map(Double::parseDouble),
                whole(StateField.USERS),
                state.get(StateField.FILE));
    }

    /** Returns whether it says all of a launch, so that nothing is asked of a recommendation. */
    public boolean isWhole() {
        return LAUNCH.stream().allMatch(f -> state.get(f).isPresent());
    }

    /**
     * Returns what its launch takes; what the state leaves open is asked of a recommendation.
     *
     * @throws RefusedException if no model is named
     */
    public SizeQuestion size(Workbench bench, Progress progress) {
        if (reference().isEmpty()) {
            throw noModel();
        }
        if (isWhole()) {
            return size(LaunchOptions.defaults(), Optional.empty());
        }
        RecommendAnswer recommended = bench.ask(recommend(), progress);
        return recommended.first().map(this::size).orElseGet(() -> size(LaunchOptions.defaults(), Optional.empty()));
    }

    /** Returns what its launch takes, as recommended where the state says nothing. */
    public SizeQuestion size(Candidate recommended) {
        return size(recommended.options(), Optional.of(recommended.fileType()));
    }

    private SizeQuestion size(LaunchOptions base, Optional<String> fileType) {
        return new SizeQuestion(
                new Named(named(state.get(StateField.FILE).or(() -> fileType)).orElseThrow(() -> noModel())),
                Optional.empty(),
                true,
                options(base),
                Loaded.NOTHING,
                new Place(machine(), List.of()),
                state.get(StateField.AS).map(EngineBuild::parse).orElse(EngineBuild.NEWEST),
                Optional.empty());
    }

    private LaunchOptions options(LaunchOptions base) {
        int slots = whole(StateField.NP).orElseGet(() -> Math.max(1, base.nParallel()));
        int each = whole(StateField.CTX).orElse(base.nCtx() / Math.max(1, base.nParallel()));
        List<GgmlType> cache = state.get(StateField.KV).stream()
                .flatMap(kv -> List.of(kv.split("/", 2)).stream())
                .map(t -> GgmlType.byName(t).orElseThrow())
                .toList();
        return base.withNParallel(slots)
                .withNCtx(Math.multiplyExact(each, slots))
                .withNOutputsMax(0)
                .withTypeK(cache.isEmpty() ? base.typeK() : cache.getFirst())
                .withTypeV(cache.isEmpty() ? base.typeV() : cache.getLast())
                .withNGpuLayers(layers(StateField.NGL, -1).orElse(base.nGpuLayers()))
                .withNCpuMoe(layers(StateField.NCMOE, Integer.MAX_VALUE).orElse(base.nCpuMoe()))
                .withNUbatch(whole(StateField.UB).orElse(base.nUbatch()));
    }

    private Optional<Integer> layers(StateField field, int all) {
        return state.get(field).map(v -> v.equals(State.ALL) ? all : Integer.valueOf(v));
    }

    private Optional<Integer> whole(StateField field) {
        return state.whole(field).stream().boxed().findFirst();
    }

    /** Returns the reference to its model in its file type. */
    private Optional<String> reference() {
        return named(state.get(StateField.FILE));
    }

    private Optional<String> named(Optional<String> fileType) {
        return state.get(StateField.MODEL)
                .map(m ->
                        m.endsWith(".gguf") ? m : fileType.map(t -> m + ":" + t).orElse(m));
    }

    private static RefusedException noModel() {
        return new RefusedException(new Refusal(
                Refusal.Kind.BAD_QUESTION, "usage", "The state names no model.", Hint.plain("add model=NAME")));
    }
}

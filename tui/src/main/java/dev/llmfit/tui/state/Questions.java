package dev.llmfit.tui.state;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.machine.HardwareNamesQuestion;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.answers.models.LocalModelsQuestion;
import dev.llmfit.answers.models.ModelsQuestion;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.size.ExplainQuestion;
import dev.llmfit.answers.size.FitsQuestion;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.size.SizeQuestion.Loaded;
import dev.llmfit.answers.size.SizeQuestion.Place;
import dev.llmfit.answers.size.Start;
import dev.llmfit.answers.size.TurnWish;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.UseCaseWord;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.tui.state.Chosen.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The questions that a screen asks. */
public final class Questions {
    /** A prompt whose reading is told, tokens: some pages. Judgement. */
    public static final int READ = 4096;

    /** Contexts of the plots, tokens: doublings from a short chat to what models are trained for. */
    private static final List<Integer> CONTEXTS = List.of(4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144);

    /** Models that are recommended for a machine. */
    private static final int TOP = 5;

    private Questions() {}

    /** What is the machine? */
    public static ProbeQuestion machine(Chosen c) {
        return new ProbeQuestion(c.machine(), false);
    }

    /** Which models are the best here? */
    public static RecommendQuestion list(Chosen c) {
        return new RecommendQuestion(Optional.empty(), c.machine(), wish(c, Optional.empty(), TOP));
    }

    /** What is the best launch of a model here? */
    public static RecommendQuestion best(Chosen c, String model, Optional<String> file) {
        return new RecommendQuestion(Optional.of(model), c.machine(), wish(c, file, 1));
    }

    private static LaunchWish wish(Chosen c, Optional<String> file, int top) {
        return new LaunchWish(
                UseCaseWord.of(c.use()),
                Optional.empty(),
                Optional.empty(),
                c.users(),
                Aim.BALANCED,
                file,
                Optional.empty(),
                Budgets.DEFAULT_MARGIN,
                top);
    }

    /** Which models are there? */
    public static ModelsQuestion models(Chosen c) {
        return new ModelsQuestion(c.query().strip(), c.machine());
    }

    /** Which file types has a model? */
    public static QuantsQuestion files(Chosen c, String model) {
        return new QuantsQuestion(new ModelSource.Named(model), Imatrix.ABSENT, false, Optional.of(c.machine()));
    }

    /** What would be bought for a model? */
    public static PlanQuestion buy(Chosen c, String model) {
        return PlanQuestion.usual(model, c.machine(), c.launch().ctx(), Optional.empty(), c.users(), Optional.empty());
    }

    /** Which models lie on this machine? */
    public static LocalModelsQuestion onDisk() {
        return new LocalModelsQuestion("", HardwareSelector.THIS_MACHINE, Optional.empty());
    }

    /** Which hardware is called so? */
    public static HardwareNamesQuestion hardware(String words) {
        return new HardwareNamesQuestion(words);
    }

    /** Returns the launch as recommended with what was changed. */
    public static LaunchOptions options(Candidate c, Changes changes) {
        int slots = changes.slots().orElse(c.options().nParallel());
        int ctx = changes.ctx().orElse(c.ctxEach());
        LaunchOptions options = c.options()
                .withNParallel(slots)
                .withNCtx(Math.multiplyExact(ctx, slots))
                .withNOutputsMax(0);
        if (changes.kv().isPresent()) {
            options =
                    options.withTypeK(changes.kv().get()).withTypeV(changes.kv().get());
        }
        if (changes.ngl().isPresent()) {
            options = options.withNGpuLayers(changes.ngl().get());
        }
        return changes.ncmoe().isPresent() ? options.withNCpuMoe(changes.ncmoe().get()) : options;
    }

    /** What does the launch take, and how fast is it with an empty context? */
    public static SizeQuestion size(Chosen c, Candidate best) {
        LaunchOptions options = options(best, c.launch());
        int each = options.nCtx() / options.nParallel();
        return size(c, best, options, new TurnWish(OptionalInt.of(Math.clamp(each - 1L, 1, READ)), OptionalInt.of(0)));
    }

    /** Where does the memory of the launch go? */
    public static ExplainQuestion why(Chosen c, Candidate best) {
        return new ExplainQuestion(size(c, best));
    }

    /** What of each option would fit beside the others? */
    public static FitsQuestion fits(Chosen c, Candidate best) {
        return new FitsQuestion(size(c, best));
    }

    /** How fast is the launch when its context is full? */
    public static SweepQuestion full(Chosen c, Candidate best) {
        LaunchOptions options = options(best, c.launch());
        return sweep(c, best, List.of(options.nCtx() / options.nParallel()));
    }

    /** What does the launch take with each context of the plots, and how fast is it when that is full? */
    public static Optional<SweepQuestion> sweep(Chosen c, RecommendAnswer best) {
        int trained = best.found().subject().map(s -> s.ctxTrain()).orElse(0);
        List<Integer> contexts =
                CONTEXTS.stream().filter(n -> trained == 0 || n <= trained).toList();
        return contexts.isEmpty() ? Optional.empty() : best.first().map(first -> sweep(c, first, contexts));
    }

    /** The launch in the question is the same whatever its own context is, so that one answer serves all of them. */
    private static SweepQuestion sweep(Chosen c, Candidate best, List<Integer> contexts) {
        SizeQuestion base = size(c.with(c.launch().withCtx(contexts.getFirst())), best);
        return new SweepQuestion(
                base, StateField.CTX, contexts.stream().map(String::valueOf).toList());
    }

    private static SizeQuestion size(Chosen c, Candidate best, LaunchOptions options, TurnWish turn) {
        return new SizeQuestion(
                new ModelSource.Named(reference(best)),
                Optional.empty(),
                false,
                options,
                Loaded.NOTHING,
                new Place(c.machine(), List.of()),
                EngineBuild.NEWEST,
                Optional.empty(),
                Start.AS_GIVEN,
                turn);
    }

    /** Returns how the model of a launch is named in a question, with its file type. */
    public static String reference(Candidate c) {
        return c.plan().source() instanceof FileSource.Local ? c.plan().file() : c.model() + ":" + c.fileType();
    }

    /**
     * Returns what a screen needs and does not know yet, the most urgent first.
     *
     * @param rows the rows of models that are seen
     */
    public static List<Question<?>> needed(Screen screen, Known known, List<Row> rows) {
        Chosen c = screen.chosen();
        List<Question<?>> all = new ArrayList<>();
        all.add(machine(c));
        Optional<String> model = Rows.model(c, known);
        model.ifPresent(m -> {
            RecommendQuestion best = best(c, m, c.launch().file());
            all.add(best);
            known.answer(best).ifPresent(answer -> plan(c, answer, all));
        });
        switch (screen.overlay().kind()) {
            case MACHINE -> all.add(hardware(screen.overlay().typed()));
            case MEMORY -> Rows.best(c, known).flatMap(RecommendAnswer::first).ifPresent(b -> all.add(why(c, b)));
            default -> {}
        }
        all.add(list(c));
        all.add(models(c));
        all.add(onDisk());
        c.compared().forEach(m -> all.add(best(c, m, Optional.empty())));
        model.ifPresent(m -> {
            known.answer(best(c, m, c.launch().file()))
                    .filter(a -> screen.shows(Screen.PLOTS))
                    .flatMap(a -> sweep(c, a))
                    .ifPresent(all::add);
            if (screen.focus() == Screen.PLAN) {
                all.add(files(c, m));
            }
        });
        rows.stream().filter(r -> r.launch().isEmpty()).forEach(r -> all.add(best(c, r.model(), Optional.empty())));
        model.filter(m -> screen.shows(Screen.BUY)).ifPresent(m -> all.add(buy(c, m)));
        return all.stream().distinct().filter(q -> !known.has(q)).toList();
    }

    private static void plan(Chosen c, RecommendAnswer answer, List<Question<?>> all) {
        answer.first().ifPresent(first -> {
            all.add(size(c, first));
            all.add(full(c, first));
            all.add(fits(c, first));
        });
    }
}

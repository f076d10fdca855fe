package dev.llmfit.tui.state;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.machine.HardwareNamesQuestion;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.answers.models.ModelsQuestion;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.size.FitsQuestion;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.size.SizeQuestion.Loaded;
import dev.llmfit.answers.size.SizeQuestion.Place;
import dev.llmfit.answers.size.Start;
import dev.llmfit.answers.size.TurnWish;
import dev.llmfit.gguf.quant.Imatrix;
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

    /** Tokens that are written at the end of a full context to tell the speed there. Judgement. */
    private static final int WRITTEN = 64;

    /** Contexts of the plots, tokens: doublings from a short chat to what models are trained for. */
    private static final List<Integer> CONTEXTS = List.of(4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144);

    /** Models that are recommended for a machine. */
    private static final int TOP = 5;

    private Questions() {}

    /** What is the machine? */
    public static ProbeQuestion machine(Chosen c) {
        return new ProbeQuestion(c.machine(), Optional.empty(), Optional.empty(), false);
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

    /** What of each option would fit beside the others? */
    public static FitsQuestion fits(Chosen c, Candidate best) {
        return new FitsQuestion(size(c, best));
    }

    /** What does it take with another context, and how fast is it when that is full? */
    public static SizeQuestion full(Chosen c, Candidate best, int ctx) {
        LaunchOptions options = options(best, c.launch().withCtx(ctx));
        int written = Math.clamp(ctx / 2, 1, WRITTEN);
        return size(
                c, best, options, new TurnWish(OptionalInt.of(Math.max(1, ctx - written)), OptionalInt.of(written)));
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

    /** Returns the contexts of the plots that a model was trained for, in tokens. */
    public static List<Integer> contexts(RecommendAnswer best) {
        int trained = best.found().subject().map(s -> s.ctxTrain()).orElse(0);
        return CONTEXTS.stream().filter(n -> trained == 0 || n <= trained).toList();
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
        if (screen.overlay().kind() == Overlay.Kind.MACHINE) {
            all.add(hardware(screen.overlay().typed()));
        }
        all.add(list(c));
        all.add(models(c));
        c.compared().forEach(m -> all.add(best(c, m, Optional.empty())));
        model.ifPresent(m -> {
            known.answer(best(c, m, c.launch().file()))
                    .filter(a -> screen.shows(3))
                    .flatMap(RecommendAnswer::first)
                    .ifPresent(first -> contexts(
                                    known.answer(best(c, m, c.launch().file())).orElseThrow())
                            .forEach(ctx -> all.add(full(c, first, ctx))));
            if (screen.focus() == 2) {
                all.add(files(c, m));
            }
        });
        rows.stream().filter(r -> r.launch().isEmpty()).forEach(r -> all.add(best(c, r.model(), Optional.empty())));
        model.filter(m -> screen.shows(5)).ifPresent(m -> all.add(buy(c, m)));
        return all.stream().distinct().filter(q -> !known.has(q)).toList();
    }

    private static void plan(Chosen c, RecommendAnswer answer, List<Question<?>> all) {
        answer.first().ifPresent(first -> {
            SizeQuestion size = size(c, first);
            all.add(size);
            all.add(full(c, first, size.options().nCtx() / size.options().nParallel()));
            all.add(fits(c, first));
        });
    }
}

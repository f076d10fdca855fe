package dev.llmfit.cli.commands;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.recommend.CandidatePlot;
import dev.llmfit.answers.recommend.CompareMachinesDocument;
import dev.llmfit.answers.recommend.CompareMachinesQuestion;
import dev.llmfit.answers.recommend.Emission;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendDocument;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.recommend.TogetherAnswer;
import dev.llmfit.answers.recommend.TogetherDocument;
import dev.llmfit.answers.recommend.TogetherQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.answers.team.TeamAnswer;
import dev.llmfit.answers.team.TeamDocument;
import dev.llmfit.answers.team.TeamQuestion;
import dev.llmfit.answers.verify.ProveAnswer;
import dev.llmfit.answers.verify.ProveDocument;
import dev.llmfit.answers.verify.ProveQuestion;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.DetailFlags;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.ModelFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.flags.PlotFlags;
import dev.llmfit.cli.flags.RpcFlags;
import dev.llmfit.cli.flags.StateFlags;
import dev.llmfit.cli.flags.WishFlags;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.emit.Fleet;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.recommend.emit.VllmService;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.render.Page;
import dev.llmfit.render.recommend.CompareMachinesText;
import dev.llmfit.render.recommend.RecommendText;
import dev.llmfit.render.recommend.TogetherText;
import dev.llmfit.render.team.TeamText;
import dev.llmfit.render.verify.ProveText;
import dev.llmfit.render.verify.VerifyText;
import dev.llmfit.sizing.engines.SizedEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recommends the best launch of a model, or the best models for a machine. */
@Command(name = "recommend", description = "Recommend the best launch of a model, or the best models for this machine.")
public final class RecommendCommand implements Callable<Integer> {
    private static final String JSON = "json";

    /** Options that go with a launch of vLLM. */
    private static final String[] OF_TEAMS = {
        "--engine",
        "--model",
        "REF",
        "--hardware",
        "--vram",
        "--ram",
        "--gpus",
        "--bandwidth",
        "--ctx",
        "--users",
        "--nodes",
        "--emit"
    };

    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            arity = "0..*",
            paramLabel = "REF",
            description =
                    "A model (llama3.1:70b, hf:org/repo, a .gguf file), or several that run at the same time: A + B,"
                            + " each as NAME[:TYPE][@CTX]. Without it: the best models.")
    private List<String> references = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "REF",
            description = "A model, as REF is; more than once for several.")
    private List<String> modelOptions = List.of();

    @Option(
            names = "--use-case",
            paramLabel = "CASE",
            completionCandidates = UseCaseNames.class,
            description = "${COMPLETION-CANDIDATES}; or a word like roleplay, translate, autocomplete, summarize, OCR"
                    + " (docs/search.md).")
    private String useCase = UseCase.CHAT.id();

    @Option(
            names = "--prefer",
            paramLabel = "WHAT",
            description = "Have the most of one thing: quality (at --min-tps or more), speed, context (with --model the"
                    + " largest that stays whole on the GPU), users (with --model the most people at --ctx each),"
                    + " small (a small file) or, with --model, throughput (tok/s of all slots together).")
    private Aim prefer = Aim.BALANCED;

    @Option(
            names = {"-ctk", "--cache-type"},
            paramLabel = "TYPE",
            description =
                    "The only type of the KV cache to consider, of keys and values alike: f16, q8_0, q5_1, q4_0 …")
    private @Nullable String cacheType;

    @Option(
            names = "--why-not",
            paramLabel = "REF",
            description = "Hold this model against the first of the list, part by part of what launches are worth.")
    private @Nullable String whyNot;

    @Option(names = "--margin", paramLabel = "SIZE", description = "Room to keep on each device (1GiB).")
    private String margin = "1GiB";

    @Option(
            names = "--emit",
            paramLabel = "TARGET",
            completionCandidates = EmitTargets.class,
            description = "Print the first candidate for one of: ${COMPLETION-CANDIDATES}.")
    private @Nullable String emit;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description =
                    "Engine that serves the model: llama.cpp (the default), or vllm for --users at --ctx each, beside"
                            + " llama.cpp. --emit then knows vllm, compose, systemd and kubernetes.")
    private @Nullable String engine;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Computers like this one that --engine vllm may take (1).")
    private @Nullable Integer nodes;

    @Option(
            names = "--compare",
            arity = "2..*",
            paramLabel = "HARDWARE",
            description = "Plan for two or more machines, as --hardware names them ('here' is this one), side by side.")
    private @Nullable List<String> compare;

    @Option(
            names = "--verify",
            description =
                    "End with a real run of the first candidate on this machine, by phantom if the weights are absent."
                            + " With --emit, what ran is written and the proof goes to standard error.")
    private boolean verify;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final StateFlags state = new StateFlags();

    @Mixin
    private WishFlags wish = new WishFlags();

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final RpcFlags rpc = new RpcFlags();

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private final DetailFlags detail = new DetailFlags();

    @Mixin
    private final PlotFlags plot = new PlotFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public RecommendCommand(Shell shell) {
        this.shell = shell;
    }

    private Optional<String> model() {
        String word = references.isEmpty() ? null : String.join(" ", references);
        return ModelFlags.one(word, modelOptions.isEmpty() ? null : modelOptions.getFirst());
    }

    /** Returns the models that are to run at the same time; fewer than two where one is asked for. */
    private List<String> several() {
        List<String> words = new ArrayList<>(TogetherQuestion.models(references));
        modelOptions.forEach(m -> words.addAll(TogetherQuestion.models(List.of(m))));
        boolean same = references.isEmpty() || modelOptions.isEmpty();
        return same || words.size() > 2 ? words : List.of();
    }

    private List<String> asked() {
        List<String> words = new ArrayList<>(references);
        words.addAll(modelOptions);
        return words;
    }

    private int together(List<String> models, boolean json) {
        TogetherQuestion question = new TogetherQuestion(models, hardware.selector(), wish());
        TogetherAnswer answer = shell.ask(question);
        if (emit == null || emit.equals(JSON)) {
            return shell.show(question, answer, TogetherText::print, TogetherDocument::of, json);
        }
        String text = answer.fleet()
                .emit(emit)
                .orElseThrow(() -> usage("--emit of several models knows " + String.join(", ", Fleet.targets())
                        + " and json, not " + emit + "."));
        shell.console().line(text);
        return ExitCode.of(answer.outcome()).code();
    }

    @Override
    public Integer call() {
        format.check(output.json());
        boolean json = output.json() || JSON.equals(emit);
        Optional<StateQuestions> whole =
                state.state(spec, "--emit", "--verify", "--plot").map(StateQuestions::new);
        if (whyNot != null
                && (compare != null || verify || (emit != null && !emit.equals(JSON)) || !asked().isEmpty())) {
            throw usage(
                    "--why-not goes with the list of models alone: without a model, --compare, --emit and --verify.");
        }
        List<String> several = several();
        if (several.size() > 1) {
            Applicable.refuse(spec, "several models", "--plot", "--rpc", "--rpc-hardware", "--rpc-link");
            if (compare != null || verify) {
                throw usage("--compare and --verify take one model, not " + several.size() + ".");
            }
            return together(several, json);
        }
        if (engine != null && SizedEngines.isOther(engine)) {
            return team(TeamDocument.engine(engine), json);
        }
        Applicable.not(spec, "--engine vllm", "--nodes");
        Optional<Target> target = target();
        if (target.isPresent()) {
            Applicable.refuse(spec, "--emit", "--format", "--plot", "--verbose");
        }
        if (compare != null) {
            Applicable.refuse(spec, "--compare", "--plot", "--rpc", "--rpc-hardware", "--rpc-link");
            return shell.show(comparison(compare), CompareMachinesText::print, CompareMachinesDocument::of, json);
        }
        RecommendQuestion question = whole.isPresent()
                ? whole.get().recommend()
                : new RecommendQuestion(model(), hardware.selector(), wish(), Optional.ofNullable(whyNot), rpc.wish());
        if (plot.isGiven()) {
            Applicable.refuse(spec, "--plot", "--verify", "--why-not");
            return plot.show(shell, question, CandidatePlot::of, RecommendDocument::of, json);
        }
        return verify ? proven(new ProveQuestion(question), target, json) : recommended(question, target, json);
    }

    private int team(SizedEngine other, boolean json) {
        Applicable.only(spec, "--engine " + other.id(), OF_TEAMS);
        String name = model().orElseThrow(() ->
                usage("--engine " + other.id() + " needs a model: llmfit recommend REF --engine " + other.id()));
        TeamQuestion question = new TeamQuestion(
                new ModelSource.Named(name),
                hardware.selector(),
                TeamDocument.wish(wish.users(), wish.ctx(), Optional.ofNullable(nodes)));
        if (emit == null || emit.equals(JSON)) {
            return shell.show(question, TeamText::print, TeamDocument::of, json);
        }
        VllmService.Text text = VllmService.Text.byId(emit)
                .orElseThrow(() -> usage("--emit of " + other.title() + " knows "
                        + String.join(", ", VllmService.Text.ids()) + " and json, not " + emit + "."));
        TeamAnswer answer = shell.ask(question);
        VllmService service = answer.launch().service();
        text.obstacle(service).ifPresent(why -> {
            throw usage(
                    "--emit " + why + ". Take --emit " + String.join(" or ", VllmService.Text.possible(service)) + ".");
        });
        shell.console().line(text.emit(service));
        return ExitCode.of(answer.outcome()).code();
    }

    private int recommended(RecommendQuestion question, Optional<Target> target, boolean json) {
        RecommendAnswer answer = shell.ask(question);
        if (target.isPresent() && answer.first().isPresent()) {
            shell.console().line(Emission.of(Emission.first(answer, target.get()), target.get()));
            return ExitCode.of(answer.outcome()).code();
        }
        return shell.show(
                question,
                answer,
                detail.of(RecommendText::print, RecommendText::printAll),
                RecommendDocument::of,
                json);
    }

    /** Shows what was recommended and ran. For a runtime what ran is written, and the proof goes to standard error. */
    private int proven(ProveQuestion question, Optional<Target> target, boolean json) {
        ProveAnswer answer = shell.ask(question);
        if (target.isEmpty() || answer.candidate().isEmpty()) {
            return shell.show(question, answer, ProveText::print, ProveDocument::of, json);
        }
        Candidate first = Emission.first(answer.recommended(), target.get());
        answer.proof().ifPresent(proof -> {
            Page page = shell.page(question);
            VerifyText.print(proof.verification(), page);
            shell.console().err().print(page.text());
        });
        shell.console().line(Emission.of(answer.candidate().orElse(first), target.get()));
        return ExitCode.of(answer.outcome()).code();
    }

    private CompareMachinesQuestion comparison(List<String> machines) {
        if (!hardware.isThisMachine() || (emit != null && !emit.equals(JSON)) || verify) {
            throw usage(
                    "--compare names its machines and answers with a table or --json; --hardware, --emit and --verify"
                            + " do not go with it.");
        }
        return new CompareMachinesQuestion(model(), machines, wish());
    }

    private LaunchWish wish() {
        return new LaunchWish(
                LaunchWish.useCase(useCase),
                wish.ctx(),
                wish.minTps(),
                wish.users(),
                prefer,
                wish.fileType(),
                Optional.ofNullable(cacheType).map(LaunchWish::cacheType),
                LaunchWish.margin(margin),
                wish.top(),
                wish.ropeScaling());
    }

    private Optional<Target> target() {
        if (emit == null || emit.equals(JSON)) {
            return Optional.empty();
        }
        Optional<Target> target = Target.byId(emit);
        if (target.isEmpty()) {
            throw usage("--emit knows " + String.join(", ", Target.ids()) + " and json, not " + emit + ".");
        }
        return target;
    }

    private static RefusedException usage(String message) {
        return new RefusedException(Refusal.usage("recommend", Hint.plain(message)));
    }
}

package dev.llmfit.cli.commands;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.recommend.CandidateDocument;
import dev.llmfit.answers.recommend.CompareMachinesDocument;
import dev.llmfit.answers.recommend.CompareMachinesQuestion;
import dev.llmfit.answers.recommend.Emission;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendDocument;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.cli.flags.CircumstanceFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.flags.WishFlags;
import dev.llmfit.cli.proof.CandidateProof;
import dev.llmfit.cli.proof.Proof;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.render.Page;
import dev.llmfit.render.recommend.CompareMachinesText;
import dev.llmfit.render.recommend.RecommendText;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recommends the best launch of a model, or the best models for a machine. */
@Command(name = "recommend", description = "Recommend the best launch of a model, or the best models for this machine.")
public final class RecommendCommand implements Callable<Integer> {
    private static final String JSON = "json";

    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "REF",
            description = "A model (llama3.1:70b, hf:org/repo, a .gguf file). Without it: the best models.")
    private @Nullable String model;

    @Option(
            names = "--use-case",
            paramLabel = "CASE",
            description = "chat, coding, reasoning, rag, agents, vision, embedding or batch.")
    private UseCase useCase = UseCase.CHAT;

    @Option(
            names = "--prefer",
            paramLabel = "WHAT",
            description =
                    "With --model, have the most of one thing: quality (the best file type at --min-tps or more), context (the"
                            + " largest that stays whole on the GPU), users (people at --ctx each) or throughput (tok/s of all"
                            + " slots together).")
    private Aim prefer = Aim.BALANCED;

    @Option(
            names = {"-ctk", "--cache-type"},
            paramLabel = "TYPE",
            description = "The only type of the KV cache to consider: f16, q8_0, q5_1, q4_0 …")
    private @Nullable String cacheType;

    @Option(names = "--margin", paramLabel = "SIZE", description = "Room to keep on each device (1GiB).")
    private String margin = "1GiB";

    @Option(
            names = "--emit",
            paramLabel = "TARGET",
            completionCandidates = EmitTargets.class,
            description = "Print the first candidate for one of: ${COMPLETION-CANDIDATES}.")
    private @Nullable String emit;

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

    @Mixin
    private WishFlags wish = new WishFlags();

    @Mixin
    private CircumstanceFlags circumstances = new CircumstanceFlags();

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public RecommendCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Optional<Target> target = target();
        boolean json = output.json() || JSON.equals(emit);
        if (compare != null) {
            return shell.show(comparison(compare), CompareMachinesText::print, CompareMachinesDocument::of, json);
        }
        RecommendQuestion question = new RecommendQuestion(
                Optional.ofNullable(model), hardware.selector(), wish(), circumstances.circumstances());
        if (target.isEmpty() && !verify) {
            return shell.show(question, RecommendText::print, RecommendDocument::of, json);
        }
        RecommendAnswer answer = shell.ask(question);
        if (target.isPresent() && answer.first().isPresent()) {
            return emit(target.get(), question, answer);
        }
        return json ? document(question, answer) : text(question, answer);
    }

    /** Prints the first candidate; with {@code --verify} the one that ran, and the proof on standard error. */
    private int emit(Target target, RecommendQuestion question, RecommendAnswer answer) {
        Candidate first = Emission.first(answer, target);
        Optional<CandidateProof> proof = proof(question, answer);
        Console console = shell.console();
        Console aside = new Console(console.err(), console.err(), console.columns(), console.colour());
        proof.ifPresent(p -> Proof.print(aside, p.outcome().verification()));
        console.line(Emission.of(proof.map(CandidateProof::candidate).orElse(first), target));
        return code(answer, proof);
    }

    private int document(RecommendQuestion question, RecommendAnswer answer) {
        JsonObject.Builder document = RecommendDocument.of(answer).toBuilder();
        Optional<CandidateProof> proof = proof(question, answer);
        proof.ifPresent(
                p -> document.put("proven", CandidateDocument.of(p.candidate())).put("verification", p.verification()));
        shell.console().line(Json.pretty(document.build()));
        return code(answer, proof);
    }

    private int text(RecommendQuestion question, RecommendAnswer answer) {
        Page page = shell.page();
        RecommendText.print(answer, page);
        shell.console().print(page);
        Optional<CandidateProof> proof = proof(question, answer);
        proof.ifPresent(p -> {
            shell.console().line("");
            Proof.print(shell.console(), p.outcome().verification());
        });
        return code(answer, proof);
    }

    private static int code(RecommendAnswer answer, Optional<CandidateProof> proof) {
        return proof.map(p -> p.outcome().verification().passed() ? ExitCode.OK : ExitCode.VERIFICATION)
                .orElse(ExitCode.of(answer.outcome()))
                .code();
    }

    /** Proves the first candidate if that is wanted and there is one. */
    private Optional<CandidateProof> proof(RecommendQuestion question, RecommendAnswer answer) {
        if (!verify || !answer.runs()) {
            return Optional.empty();
        }
        if (hardware.hardware().isPresent()) {
            throw usage("--verify runs on this machine, not on the one that --hardware names.");
        }
        return Optional.of(CandidateProof.of(shell.console(), question.model(), answer, () -> shell.ask(question)));
    }

    private CompareMachinesQuestion comparison(List<String> machines) {
        if (hardware.hardware().isPresent() || emit != null && !emit.equals(JSON) || verify) {
            throw usage(
                    "--compare names its machines and answers with a table or --json; --hardware, --emit and --verify do not go with it.");
        }
        return new CompareMachinesQuestion(Optional.ofNullable(model), machines, wish(), circumstances.circumstances());
    }

    private LaunchWish wish() {
        return new LaunchWish(
                useCase,
                wish.ctx(),
                wish.minTps(),
                wish.users(),
                prefer,
                wish.fileType(),
                Optional.ofNullable(cacheType).map(LaunchWish::cacheType),
                LaunchWish.margin(margin),
                wish.top());
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

package dev.llmfit.cli.recommend;

import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.proof.Proof;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.emit.Plan;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Recommends the best launch of a model, or the best models for a machine. */
@Command(name = "recommend", description = "Recommend the best launch of a model, or the best models for this machine.")
public final class RecommendCommand implements Callable<Integer> {
    private final Console console;

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
            names = {"-c", "--ctx", "--ctx-size"},
            paramLabel = "N",
            description = "Context that is needed, in tokens; the rules choose without it.")
    private @Nullable Integer ctx;

    @Option(names = "--min-tps", paramLabel = "N", description = "Slowest acceptable generation, in tok/s.")
    private @Nullable Double minTps;

    @Option(
            names = {"-np", "--parallel", "--users"},
            paramLabel = "N",
            description = "People or programs served at the same time.")
    private @Nullable Integer users;

    @Option(
            names = "--prefer",
            paramLabel = "WHAT",
            description =
                    "With --model, have the most of one thing: quality (the best file type at --min-tps or more), context (the"
                            + " largest that stays whole on the GPU), users (people at --ctx each) or throughput (tok/s of all"
                            + " slots together).")
    private Aim prefer = Aim.BALANCED;

    @Option(names = "--quant", paramLabel = "TYPE", description = "The only file type to consider.")
    private @Nullable String quant;

    @Option(
            names = {"-ctk", "--cache-type"},
            paramLabel = "TYPE",
            description = "The only type of the KV cache to consider: f16, q8_0, q5_1, q4_0 …")
    private @Nullable String cacheType;

    @Option(names = "--margin", paramLabel = "SIZE", description = "Room to keep on each device (1GiB).")
    private @Nullable String margin;

    @Option(names = "--top", paramLabel = "N", description = "Candidates to list (5).")
    private int top = 5;

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
    private CircumstanceFlags circumstances = new CircumstanceFlags();

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public RecommendCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() {
        Optional<Target> target = target();
        checkWishes();
        if (compare != null) {
            return compare(compare);
        }
        Machine machine = hardware.machine();
        Recommender recommender = recommender(machine);
        Recommendation answer = answer(recommender);
        boolean json = output.json() || "json".equals(emit);
        if (target.isPresent() && !answer.candidates().isEmpty()) {
            return emit(target.get(), machine, answer);
        } else if (json) {
            return withProof(machine, answer, RecommendJson.of(answer));
        } else {
            new RecommendText(console).print(answer);
            if (verify && CandidateProof.runs(answer)) {
                console.line("");
                CandidateProof proof = prove(machine, answer);
                Proof.print(console, proof.outcome().verification());
                return verified(proof);
            }
        }
        return code(answer);
    }

    private static String emitted(Target target, Plan plan) {
        Optional<String> obstacle = target.obstacle(plan);
        if (obstacle.isPresent()) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", obstacle.get() + ".", "rename the file or choose another --emit");
        }
        return target.emit(plan).stripTrailing();
    }

    /** Prints the first candidate; with {@code --verify} the one that ran, and the proof on standard error. */
    private int emit(Target target, Machine machine, Recommendation answer) {
        if (answer.outcome() == Recommendation.Outcome.NOTHING_FITS) {
            String why = answer.why().orElse("Nothing fits this machine.");
            throw new CommandException(
                    ExitCode.DOES_NOT_FIT, "no-fit", why, "there is no launch to write for " + target.id());
        }
        if (!verify || !CandidateProof.runs(answer)) {
            console.line(emitted(target, answer.candidates().getFirst().plan()));
            return code(answer);
        }
        CandidateProof proof = prove(machine, answer);
        Console aside = new Console(console.err(), console.err(), console.columns(), console.colour());
        Proof.print(aside, proof.outcome().verification());
        console.line(emitted(target, proof.candidate().plan()));
        return verified(proof);
    }

    private static int code(Recommendation answer) {
        return (answer.outcome() == Recommendation.Outcome.FITS ? ExitCode.OK : ExitCode.DOES_NOT_FIT).code();
    }

    private int withProof(Machine machine, Recommendation answer, Map<String, Object> document) {
        Map<String, Object> tree = new LinkedHashMap<>(document);
        int code = code(answer);
        if (verify && CandidateProof.runs(answer)) {
            CandidateProof proof = prove(machine, answer);
            tree.put("proven", RecommendJson.candidate(proof.candidate()));
            tree.put("verification", proof.outcome().document());
            code = verified(proof);
        }
        console.line(Json.pretty(tree));
        return code;
    }

    private static int verified(CandidateProof proof) {
        return (proof.outcome().verification().passed() ? ExitCode.OK : ExitCode.VERIFICATION).code();
    }

    private CandidateProof prove(Machine machine, Recommendation answer) {
        if (hardware.hardware().isPresent()) {
            throw usage("--verify runs on this machine, not on the one that --hardware names.");
        }
        return CandidateProof.of(
                console,
                machine,
                model,
                answer,
                () -> answer(new Recommender(
                        machine, Session.bench().rules(), Session.bench().estimators())));
    }

    /** Returns the two plans side by side. */
    private int compare(List<String> names) {
        if (hardware.hardware().isPresent() || emit != null && !emit.equals("json") || verify) {
            throw usage(
                    "--compare names its machines and answers with a table or --json; --hardware, --emit and --verify do not go with it.");
        }
        List<MachineComparison.Side> sides = new ArrayList<>();
        for (String name : names) {
            Machine machine = MachineResolver.bundled(
                            () -> ThisMachine.read(Session.bench().environment()))
                    .resolve(HardwareSelector.parse(
                            name.equals("here") ? Optional.empty() : Optional.of(name),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
            sides.add(new MachineComparison.Side(name, answer(recommender(machine))));
        }
        MachineComparison comparison = new MachineComparison(sides);
        if (output.json() || "json".equals(emit)) {
            console.line(Json.pretty(comparison.document()));
        } else {
            comparison.lines(console.columns()).forEach(console::line);
        }
        return (comparison.oneFits() ? ExitCode.OK : ExitCode.DOES_NOT_FIT).code();
    }

    private Recommender recommender(Machine machine) {
        return new Recommender(machine, Session.bench().rules(), Session.bench().estimators(), circumstances.facts());
    }

    private Recommendation answer(Recommender recommender) {
        String reference = model;
        if (reference == null) {
            return recommender.forMachine(
                    CatalogueOffer.published(Catalogue.bundled()), request(Optional.ofNullable(quant)));
        }
        Offers.Named named = Offers.find(Session.bench(), reference);
        Recommendation answer = recommender.forModel(
                named.offer(), request(Optional.ofNullable(quant).or(named::fileType)));
        return answer.outcome() == Recommendation.Outcome.FITS ? answer : answer.withInstead(instead(recommender));
    }

    /** Returns the best model of the catalogue for the same wish; empty if none is worth running either. */
    private Optional<Candidate> instead(Recommender recommender) {
        Recommendation other = recommender.forMachine(
                CatalogueOffer.published(Catalogue.bundled()),
                request(Optional.empty()).withTop(1).withAim(Aim.BALANCED));
        return other.outcome() == Recommendation.Outcome.FITS
                ? other.candidates().stream().findFirst()
                : Optional.empty();
    }

    private Request request(Optional<String> fileType) {
        return new Request(
                useCase,
                positive("--ctx", ctx),
                Optional.ofNullable(minTps),
                positive("--parallel", users),
                fileType.map(Offers::fileType),
                cacheTypes(),
                margin == null ? Budgets.DEFAULT_MARGIN : size(margin),
                positive("--top", top).orElseThrow(),
                prefer);
    }

    private static Optional<Integer> positive(String flag, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw usage(flag + " must be at least 1, not " + value + ".");
        }
        return Optional.ofNullable(value);
    }

    private static Bytes size(String text) {
        try {
            return Bytes.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage("--margin: " + e.getMessage() + ".");
        }
    }

    private List<GgmlType> cacheTypes() {
        if (cacheType == null) {
            return Request.chat().cacheTypes();
        }
        return List.of(GgmlType.byName(cacheType)
                .orElseThrow(
                        () -> usage("--cache-type " + cacheType + " is no cache type; f16, q8_0, q5_1, q4_0 are.")));
    }

    private void checkWishes() {
        if (minTps != null && !(minTps >= 0 && minTps < Double.POSITIVE_INFINITY)) {
            throw usage("--min-tps must be a number of tokens a second, 0 or more, not " + minTps + ".");
        }
        if (users != null && users > LaunchOptions.MAX_PARALLEL) {
            throw usage("--parallel must be at most " + LaunchOptions.MAX_PARALLEL
                    + ", the most slots that llama.cpp has, not " + users + ".");
        }
        if (prefer != Aim.BALANCED && model == null) {
            throw usage("--prefer " + prefer.id() + " needs a model: add --model REF.");
        }
        if (users != null && (prefer == Aim.USERS || prefer == Aim.THROUGHPUT)) {
            throw usage("--prefer " + prefer.id() + " finds the number of slots itself: leave --parallel away.");
        }
    }

    private Optional<Target> target() {
        if (emit == null || emit.equals("json")) {
            return Optional.empty();
        }
        Optional<Target> target = Target.byId(emit);
        if (target.isEmpty()) {
            throw usage("--emit knows " + String.join(", ", Target.ids()) + " and json, not " + emit + ".");
        }
        return target;
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, "usage", message, "see llmfit recommend --help");
    }
}

package dev.llmfit.cli.flags;

import dev.llmfit.answers.bench.BenchQuestion;
import dev.llmfit.answers.load.LoadQuestion;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code bench} measures: speeds one after the other, or a server under load. */
public final class BenchFlags {
    /** Seconds of a day. */
    private static final long LONGEST = 86_400;

    @Parameters(
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name, a GGUF file, or the name at a server (llama3.2:1b).")
    private @Nullable String reference;

    @Option(names = "--model", paramLabel = "REF", description = "The model, as elsewhere.")
    private @Nullable String model;

    @Option(
            names = {"-p", "--n-prompt"},
            paramLabel = "N,…",
            split = ",",
            description = "Prompt tokens (512).")
    private @Nullable List<Integer> prompts;

    @Option(
            names = {"-n", "--n-gen"},
            paramLabel = "N,…",
            split = ",",
            description = "Generated tokens (128).")
    private @Nullable List<Integer> generations;

    @Option(
            names = {"-d", "--n-depth"},
            paramLabel = "N,…",
            split = ",",
            description = "Tokens in the cache before (0).")
    private List<Integer> depths = List.of(0);

    @Option(
            names = "--ubatches",
            paramLabel = "N,…",
            split = ",",
            description = "Physical batches to measure one after the other, each as -ub would set it.")
    private List<Integer> ubatches = List.of();

    @Option(
            names = {"-r", "--repetitions"},
            paramLabel = "N",
            description = "Repetitions at most (20); fewer once the 95 %% interval is within 3 %%.")
    private int repetitions = BenchQuestion.USUAL_REPETITIONS;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "No new repetition starts after this time (60; with --calibrate no new phantom, 52).")
    private @Nullable Long seconds;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description =
                    "Requests at the same time at a server: latency, time to first token, throughput. Starts llama-server"
                            + " with -np N unless --server names one; -p and -n are the tokens of a prompt (128) and an answer (64).")
    private @Nullable Integer concurrency;

    @Option(names = "--requests", paramLabel = "N", description = "Requests in all (4 for each client).")
    private @Nullable Integer requests;

    @Mixin
    private final LaunchFlags launch = new LaunchFlags();

    /** Returns whether a server is put under load. */
    public boolean load() {
        return concurrency != null;
    }

    /**
     * Returns the question for speeds.
     *
     * @throws CommandException with exit 2 for numbers that cannot be measured
     */
    public BenchQuestion question(MeasurementFlags measurement) {
        if (requests != null) {
            throw usage("'--requests' is not accepted without --concurrency.", "for example --concurrency 4");
        }
        if (repetitions < 1) {
            throw usage("'-r " + repetitions + "' is not accepted: use a number of repetitions from 1.", "");
        }
        if (ubatches.stream().anyMatch(n -> n < 1)) {
            int wrong = ubatches.stream().filter(n -> n < 1).findFirst().orElseThrow();
            throw usage("'--ubatches' is not accepted: " + wrong + " is no batch.", "");
        }
        try {
            return new BenchQuestion(
                    name(),
                    measurement.launch(launch),
                    ubatches,
                    BenchQuestion.workloads(
                            prompts == null ? List.of(BenchQuestion.USUAL_PROMPT) : prompts,
                            generations == null ? List.of(BenchQuestion.USUAL_GENERATION) : generations,
                            depths),
                    repetitions,
                    enough(BenchQuestion.USUAL_TIME),
                    measurement.use());
        } catch (IllegalArgumentException e) {
            throw usage("'-p', '-n' or '-d' is not accepted: " + e.getMessage() + ".", "");
        }
    }

    /**
     * Returns the question for a server under load.
     *
     * @throws CommandException with exit 2 for numbers that are no test
     */
    public LoadQuestion loadQuestion(MeasurementFlags measurement) {
        int clients = concurrency == null ? 1 : concurrency;
        int prompt = only("-p", prompts, LoadQuestion.USUAL_PROMPT);
        int answer = only("-n", generations, LoadQuestion.USUAL_ANSWER);
        OptionalInt all = requests == null ? OptionalInt.empty() : OptionalInt.of(requests);
        try {
            return new LoadQuestion(
                    name(), measurement.launch(launch), clients, all, prompt, answer, measurement.use());
        } catch (IllegalArgumentException e) {
            throw usage("'--concurrency " + clients + "' is not accepted: " + e.getMessage() + ".", "");
        }
    }

    /**
     * Returns after which time nothing new starts.
     *
     * @param usual what is taken where nothing is said
     * @throws CommandException with exit 2 for a time that is none
     */
    public Duration enough(Duration usual) {
        if (seconds != null && (seconds < 1 || seconds > LONGEST)) {
            throw usage("'--seconds " + seconds + "' is not accepted: use 1 to " + LONGEST + ".", "");
        }
        return seconds == null ? usual : Duration.ofSeconds(seconds);
    }

    /** Returns the model that was named. */
    public Optional<String> name() {
        return ModelFlags.one(reference, model);
    }

    private static int only(String flag, @Nullable List<Integer> given, int otherwise) {
        if (given != null && given.size() != 1) {
            throw usage("With --concurrency " + flag + " takes one number.", "for example -p 256");
        }
        return given == null ? otherwise : given.getFirst();
    }

    private static CommandException usage(String message, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", message, hint);
    }
}

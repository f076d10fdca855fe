package dev.llmfit.engine.llamacpp;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Endpoint;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.ReadingCollector;
import dev.llmfit.engine.Repetition;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Subject;
import dev.llmfit.engine.Workload;
import dev.llmfit.engine.log.FitPrint;
import dev.llmfit.engine.log.LlamaBenchReport;
import dev.llmfit.engine.process.ChildProcess;
import dev.llmfit.engine.server.RequestBench;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An installed llama.cpp. Speed comes from {@code llama-bench -o json}, or from {@code llama-server}'s own timings when there
 * is no llama-bench; buffer sizes come from llama-server's log.
 */
public final class LlamaCpp implements Engine {
    /** What to do where there is none. */
    public static final Hint INSTALL =
            Hint.of("install llama.cpp, or name its folder with {0} or LLMFIT_LLAMA_CPP", new Change("engine", ""));

    /** For questions that load no model: a first start may load GPU libraries for some seconds. */
    private static final Duration QUICK = Duration.ofSeconds(30);
    /** Bytes of a file of which a few runs take seconds on any machine. */
    private static final long SMALL = 2L << 30;

    private static final String EMBEDDINGS = "--embeddings";

    private static final Pattern BUILD = Pattern.compile("build ([0-9]{3,6})|version: ([0-9]{3,6})\\b");
    private static final Pattern DEVICE = Pattern.compile("^ +(\\S+): (.+)$");

    private final LlamaCppPrograms programs;
    private final Map<Path, String> help = new HashMap<>();
    private Optional<EngineDescription> description = Optional.empty();

    /** Creates the engine. */
    public LlamaCpp(LlamaCppPrograms programs) {
        this.programs = programs;
    }

    @Override
    public synchronized EngineDescription describe() {
        if (description.isEmpty()) {
            Path program = programs.server().or(programs::bench).orElseThrow(() -> missing("llama-server"));
            ChildProcess.Finished version = asked(program, "--version");
            List<String> lines = new ArrayList<>(version.err());
            lines.addAll(version.out());
            description = Optional.of(describe(program, lines));
        }
        return description.get();
    }

    private EngineDescription describe(Path program, List<String> version) {
        String line =
                version.stream().filter(l -> l.contains("version")).findFirst().orElse("");
        List<String> devices = devices(program);
        List<String> backends = devices.stream()
                .map(d -> d.substring(0, d.indexOf(':')).replaceAll("[0-9]+$", ""))
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
        backends.add("CPU");
        return new EngineDescription(
                "llama.cpp", line.replaceFirst("^.*version: *", ""), build(line), backends, devices, false);
    }

    /** Returns the build number in a line of {@code --version}. */
    static OptionalInt build(String line) {
        Matcher m = BUILD.matcher(line);
        if (!m.find()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(m.group(1) == null ? m.group(2) : m.group(1)));
    }

    private List<String> devices(Path program) {
        if (!help(program).contains("--list-devices")) {
            return List.of();
        }
        ChildProcess.Finished listed = asked(program, "--list-devices");
        return parseDevices(listed.out());
    }

    /** Returns the devices that {@code --list-devices} prints, as {@code CUDA0: NVIDIA …}. */
    static List<String> parseDevices(List<String> lines) {
        List<String> devices = new ArrayList<>();
        boolean listed = false;
        for (String line : lines) {
            Matcher m = DEVICE.matcher(line);
            if (listed && m.matches()) {
                devices.add(m.group(1) + ": " + m.group(2));
            }
            listed |= line.startsWith("Available devices");
        }
        return devices;
    }

    @Override
    public boolean runsFiles() {
        return true;
    }

    @Override
    public Optional<Endpoint> endpoint() {
        return Optional.of(new Endpoint.OnceLoaded());
    }

    @Override
    public BenchResult bench(BenchTask task, Progress progress) {
        if (programs.bench().isEmpty()) {
            return benchByServer(task, progress);
        }
        Subject.File file = task.file("llama.cpp");
        EngineDescription engine = describe();
        ReadingCollector readings = new ReadingCollector(SpeedReading.Clock.ENGINE);
        Repetition repetition = task.repetition();
        long start = System.nanoTime();
        List<Integer> depths = task.depths();
        for (int i = 0; i < depths.size(); i++) {
            int depth = depths.get(i);
            List<Workload> workloads =
                    task.workloads().stream().filter(w -> w.depth() == depth).toList();
            // One run of a large model first: what takes minutes is not run three times before the clock is looked at.
            int repetitions = isSmall(file.path()) ? repetition.least() : 1;
            do {
                progress.step("llama-bench, depth " + depth, i / (double) depths.size());
                try {
                    run(task, file.path(), depth, repetitions, readings);
                } catch (EngineException e) {
                    // What fails at a depth fails at larger ones too.
                    return readings.partial(engine, task, e);
                }
                repetitions = Math.min(5, Math.max(1, repetition.most() - readings.count(workloads.getFirst())));
            } while (!readings.settled(workloads, repetition) && elapsed(start).compareTo(repetition.enough()) < 0);
        }
        return new BenchResult(engine, readings.readings(), List.of(), readings.missing(task));
    }

    private static boolean isSmall(Path file) {
        try {
            return Files.size(file) < SMALL;
        } catch (IOException e) {
            return false; // llama-bench says in its own words what is wrong with the file
        }
    }

    private void run(BenchTask task, Path model, int depth, int repetitions, ReadingCollector readings) {
        Path program = programs.bench().orElseThrow(() -> missing("llama-bench"));
        // One line for each test as it ends, so that a crash or the time limit costs only the tests after it.
        boolean lines = help(program).contains("jsonl");
        List<String> command = new ArrayList<>(List.of(program.toString(), "-m", model.toString()));
        command.addAll(List.of("-o", lines ? "jsonl" : "json", "-r", Integer.toString(repetitions)));
        command.addAll(List.of("-p", list(task.tokens(Workload.Phase.PP, depth))));
        command.addAll(List.of("-n", list(task.tokens(Workload.Phase.TG, depth))));
        if (depth > 0) {
            command.addAll(List.of("-d", Integer.toString(depth)));
        }
        command.addAll(LlamaCppFlags.bench(help(program), task.launch()));
        try (ChildProcess child =
                ChildProcess.start("llama-bench", command, task.repetition().limit())) {
            child.closeInput();
            try {
                ChildProcess.Finished finished = child.await();
                if (finished.exitCode() != 0) {
                    throw LaunchFailure.of("llama-bench", finished, finished.err());
                }
            } catch (EngineException e) {
                if (lines) {
                    LlamaBenchReport.tests(child.out()).forEach(test -> collect(readings, test));
                }
                throw e;
            }
            LlamaBenchReport.parse(child.out()).forEach(test -> collect(readings, test));
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.IMPLAUSIBLE, "llama-bench's answer: " + e.getMessage(), Hint.NONE, e);
        }
    }

    private static void collect(ReadingCollector readings, LlamaBenchReport.Test test) {
        boolean prompt = test.nGen() == 0;
        Workload workload = new Workload(
                prompt ? Workload.Phase.PP : Workload.Phase.TG, prompt ? test.nPrompt() : test.nGen(), test.depth());
        test.tokensPerSecond().forEach(speed -> readings.add(workload, speed));
    }

    private BenchResult benchByServer(BenchTask task, Progress progress) {
        int most = task.workloads().stream()
                .mapToInt(w -> w.tokens() + w.depth())
                .max()
                .orElseThrow();
        Launch launch = new Launch(
                task.launch()
                        .options()
                        .withNCtx(Math.max(task.launch().options().nCtx(), most * 2 + 64)),
                task.launch().threads(),
                task.launch().rpcServers());
        try (LlamaServer server = load(
                task.file("llama.cpp").path(), launch, true, task.repetition().limit())) {
            return RequestBench.run(describe(), task, progress, server::complete, SpeedReading.Clock.ENGINE)
                    .withNotes(List.of("timings of llama-server; llama-bench is not installed"));
        }
    }

    /**
     * Starts {@code llama-server} with the launch; with {@code embeddings} it returns a row for every token of a batch
     * ({@code server_output_limits} of {@code tools/server/server-context.cpp}).
     */
    @Override
    public LlamaServer load(Path file, Launch launch, boolean mapFile, Duration limit) {
        Path program = programs.server().orElseThrow(() -> missing("llama-server"));
        List<String> flags = new ArrayList<>(LlamaCppFlags.server(help(program), launch, mapFile));
        if (launch.options().embeddings() && help(program).contains(EMBEDDINGS)) {
            flags.add(EMBEDDINGS);
        }
        launch.options()
                .pooling()
                .ifPresent(type -> flags.addAll(List.of("--pooling", type.name().toLowerCase(Locale.ROOT))));
        return LlamaServer.start(program, file, flags, limit);
    }

    /**
     * Asks {@code llama-fit-params} what a launch takes: whole MiB, rounded down, with one row of logits for every token of a
     * batch, devices first, the host last.
     *
     * @throws EngineException if this build has no such program or it fails
     */
    public List<BufferSizes> fitPrint(Path model, Launch launch, Duration limit) {
        Path program = programs.fitParams().orElseThrow(() -> missing("llama-fit-params"));
        List<String> command = new ArrayList<>(List.of(program.toString(), "-m", model.toString(), "-fitp", "on"));
        List<String> flags = new ArrayList<>(LlamaCppFlags.server(help(program), launch, true));
        removeFlag(flags, "-fit");
        removeFlag(flags, "-lv");
        // Repacked weights are left out of the host's figure; without repacking they are in it.
        if (help(program).contains("--no-repack")) {
            flags.add("--no-repack");
        }
        command.addAll(flags);
        ChildProcess.Finished finished = ChildProcess.run("llama-fit-params", command, limit);
        if (finished.exitCode() != 0) {
            throw LaunchFailure.of("llama-fit-params", finished, finished.err());
        }
        try {
            return FitPrint.parse(finished.out());
        } catch (IllegalArgumentException e) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED, e.getMessage() + "", Hint.plain("install a newer llama.cpp"), e);
        }
    }

    private static void removeFlag(List<String> flags, String name) {
        int at = flags.indexOf(name);
        if (at >= 0) {
            flags.subList(at, at + 2).clear();
        }
    }

    private synchronized String help(Path program) {
        return help.computeIfAbsent(program, p -> {
            ChildProcess.Finished printed = asked(p, "--help");
            return String.join("\n", printed.out()) + "\n" + String.join("\n", printed.err());
        });
    }

    /**
     * Asks a program about itself.
     *
     * @throws EngineException if it does not end in time, or a signal ended it: what it printed until then is not all that it says, and
     *     must not be kept
     */
    private static ChildProcess.Finished asked(Path program, String about) {
        ChildProcess.Finished said = ChildProcess.run(name(program), List.of(program.toString(), about), QUICK);
        if (said.wasKilled()) {
            throw new EngineException(
                    EngineException.Kind.FAILED,
                    name(program) + " was ended by signal " + (said.exitCode() - ChildProcess.SIGNALS)
                            + " when it was asked with " + about,
                    Hint.plain("try again; if it is ended each time, start it by hand to see why"));
        }
        return said;
    }

    private static Duration elapsed(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String list(List<Integer> tokens) {
        return tokens.isEmpty() ? "0" : tokens.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String name(Path program) {
        return String.valueOf(program.getFileName());
    }

    private static EngineException missing(String program) {
        return new EngineException(EngineException.Kind.MISSING, program + " was not found", INSTALL);
    }
}

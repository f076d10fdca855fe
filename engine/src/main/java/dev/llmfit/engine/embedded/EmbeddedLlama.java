package dev.llmfit.engine.embedded;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.BenchTask;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.LoadedModel;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.ServerTiming;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.llamacpp.EvalTimeLines;
import dev.llmfit.engine.llamacpp.LaunchFailure;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.log.BufferLog;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.engine.process.ChildProcess;
import dev.llmfit.engine.process.RunNote;
import dev.llmfit.engine.server.RequestBench;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.units.Addition;
import dev.llmfit.units.Environment;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The engine that comes with the program: the natives of {@code de.kherud:llama}, llama.cpp b4916 for the CPU, in a JVM of
 * its own. It can crash or hang without harm. Its speed is a lower bound of what an installed llama.cpp reaches.
 */
public final class EmbeddedLlama implements Engine {
    /** llama.cpp build of the natives in de.kherud:llama 4.2.0. */
    public static final int BUILD = 4916;

    private static final String NAME = "the embedded engine";

    private final Environment environment;

    /** Creates the engine of a process; its child runs with the same Java. */
    public EmbeddedLlama(Environment environment) {
        this.environment = environment;
    }

    @Override
    public EngineDescription describe() {
        return new EngineDescription(
                "embedded", "de.kherud:llama 4.2.0", OptionalInt.of(BUILD), List.of("CPU"), List.of(), true);
    }

    @Override
    public boolean runsFiles() {
        return true;
    }

    @Override
    public BenchResult bench(BenchTask task, Progress progress) {
        int most = task.workloads().stream()
                .mapToInt(w -> w.tokens() + w.depth())
                .max()
                .orElseThrow();
        LaunchOptions options = task.launch().options();
        Launch launch = new Launch(
                options.withNCtx(Math.max(options.nCtx(), most + most / 8 + 256)),
                task.launch().threads(),
                List.of());
        progress.step("loading", 0);
        try (Session session =
                load(task.file(NAME).path(), launch, true, task.repetition().limit())) {
            return RequestBench.run(describe(), task, progress, session::complete, SpeedReading.Clock.ENGINE)
                    .withNotes(List.of("embedded CPU engine, llama.cpp b" + BUILD
                            + ": a lower bound; an installed llama.cpp is faster"));
        }
    }

    /** Starts a session on the file; GPUs are not used. */
    @Override
    public Session load(Path file, Launch launch, boolean mapFile, Duration limit) {
        if (!launch.rpcServers().isEmpty()) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED,
                    "the embedded engine (llama.cpp b" + BUILD + ", CPU) does not use RPC servers",
                    LlamaCpp.INSTALL);
        }
        try {
            Path natives = RunNote.folder(environment.temporary(), "llmfit-embedded");
            return new Session(command(file, launch, mapFile, natives), limit, natives);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the natives of the embedded engine", e);
        }
    }

    private static EngineException isMissing() {
        return new EngineException(
                EngineException.Kind.MISSING,
                "the embedded engine is not part of this package",
                Hint.of("{0} fetches it, or install llama.cpp", new NextStep.Ask("add").and("action", "embedded")));
    }

    private List<String> command(Path model, Launch launch, boolean mapFile, Path natives) {
        LaunchOptions o = launch.options();
        int threads = launch.threads().orElse(Runtime.getRuntime().availableProcessors());
        List<String> command = new ArrayList<>();
        command.add(environment.java().launcher().toString());
        // C1 and the serial collector leave the cores to the engine.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Xshare:auto"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + natives));
        String classPath = Addition.EMBEDDED.classPath(environment).orElseThrow(EmbeddedLlama::isMissing);
        command.addAll(List.of("-cp", classPath, EmbeddedMain.class.getName()));
        command.addAll(List.of(
                model.toString(),
                Integer.toString(o.nCtx()),
                Integer.toString(o.nBatch()),
                Integer.toString(o.nUbatch() == 0 ? o.nBatch() : o.nUbatch()),
                Integer.toString(threads),
                o.typeK().ggmlName(),
                o.typeV().ggmlName(),
                o.flashAttn() == FlashAttn.ON ? "on" : "off",
                mapFile ? "map" : "copy"));
        return command;
    }

    /** A loaded model in a child JVM. */
    public static final class Session implements LoadedModel {
        private final ChildProcess process;
        private final BufferedWriter requests;
        private final Path natives;
        private int answers;

        private Session(List<String> command, Duration limit, Path natives) {
            this.natives = natives;
            this.process = ChildProcess.start(NAME, command, limit);
            this.requests = process.input();
            try {
                awaitAnswer();
            } catch (EngineException e) {
                close();
                throw e;
            }
        }

        /** Runs one request; durations are those of llama.cpp if it printed them, else of the child's clock. */
        ServerTiming complete(int promptTokens, int generate, int seed) {
            long start = System.nanoTime();
            try {
                requests.write(promptTokens + " " + generate + " " + seed + "\n");
                requests.flush();
            } catch (IOException e) {
                throw ended();
            }
            String[] words = awaitAnswer().split(" ", -1);
            double wall = (System.nanoTime() - start) / 1e9;
            ServerTiming own = new ServerTiming(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[2]) / 1e9,
                    Math.max(1, Long.parseLong(words[1]) - 1),
                    Long.parseLong(words[3]) / 1e9);
            return EvalTimeLines.last(process.err(), answers - 1).orElse(own).checked(NAME, wall);
        }

        @Override
        public MeasuredBuffers buffers() {
            return BufferLog.parse(process.err());
        }

        @Override
        public boolean inJvm() {
            return true;
        }

        @Override
        public Optional<String> address() {
            return Optional.empty();
        }

        @Override
        public long pid() {
            return process.pid();
        }

        private String awaitAnswer() {
            while (true) {
                List<String> marked = process.out().stream()
                        .filter(l -> l.startsWith(EmbeddedMain.MARK))
                        .toList();
                if (marked.size() > answers) {
                    return marked.get(answers++).substring(EmbeddedMain.MARK.length());
                }
                if (!process.alive()) {
                    throw ended();
                }
                try {
                    Thread.sleep(5);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new EngineException(EngineException.Kind.FAILED, NAME + " was interrupted", Hint.NONE, e);
                }
            }
        }

        private EngineException ended() {
            ChildProcess.Finished finished = process.await();
            EngineException failure = LaunchFailure.of(NAME, finished, finished.err());
            String text = String.join("\n", finished.err());
            if (text.contains("unknown model architecture") || text.contains("unknown pre-tokenizer")) {
                return new EngineException(
                        EngineException.Kind.UNSUPPORTED,
                        "the embedded engine (llama.cpp b" + BUILD + ") is older than this model",
                        Hint.plain("install llama.cpp"),
                        failure);
            }
            if (text.contains("libgomp")) {
                return new EngineException(
                        EngineException.Kind.MISSING,
                        NAME + " needs the system library libgomp.so.1",
                        Hint.plain("install libgomp1"),
                        failure);
            }
            return failure;
        }

        @Override
        public void close() {
            process.close();
            try (Stream<Path> files = Files.walk(natives)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                RunNote.closed(natives);
            } catch (IOException e) {
                // The library's copy stays in the temporary folder, which the system clears; the measurement is not
                // affected.
                System.getLogger(EmbeddedLlama.class.getName())
                        .log(System.Logger.Level.DEBUG, "left behind: " + natives, e);
            }
        }
    }
}

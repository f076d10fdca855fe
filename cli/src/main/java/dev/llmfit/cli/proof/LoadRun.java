package dev.llmfit.cli.proof;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.TerminalProgress;
import dev.llmfit.engine.BusyMachine;
import dev.llmfit.engine.Endpoint;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.LoadedModel;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.load.Percentiles;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.server.OpenAiServer;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredLoad;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code bench --concurrency}: a server under load. */
public final class LoadRun {
    static final int PROMPT = 128;
    static final int ANSWER = 64;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description =
                    "Requests at the same time at a server: latency, time to first token, throughput. Starts llama-server"
                            + " with -np N unless --server names one; -p and -n are the tokens of a prompt (128) and an answer (64).")
    private @Nullable Integer concurrency;

    @Option(names = "--requests", paramLabel = "N", description = "Requests in all (4 for each client).")
    private @Nullable Integer requests;

    boolean wanted() {
        return concurrency != null;
    }

    /**
     * What to load, and with what.
     *
     * @param name the model as the user named it
     * @param launch how llama-server is started, apart from slots and context
     * @param prompt tokens of a prompt
     * @param answer tokens of an answer
     */
    record Wanted(String name, Launch launch, int prompt, int answer) {}

    private record Loaded(
            LoadTest test, LoadResult result, ModelIdentity model, boolean phantom, Optional<Launch> launch) {}

    /** Runs the test and returns the document to share. */
    JsonObject run(Console console, Engine engine, MeasurementFlags flags, Wanted wanted, boolean json)
            throws IOException {
        List<String> busy = BusyMachine.note().stream().toList();
        Loaded loaded;
        try (TerminalProgress progress = new TerminalProgress(console)) {
            Endpoint endpoint = engine.endpoint()
                    .orElseThrow(() -> new CommandException(
                            ExitCode.ENGINE,
                            "unsupported",
                            "A load test needs llama-server or an OpenAI-compatible server.",
                            "name one with --server http://127.0.0.1:8080"));
            loaded = switch (endpoint) {
                case Endpoint.Running server -> running(new OpenAiServer(server.address()), flags, wanted, progress);
                case Endpoint.OnceLoaded() -> started(engine, flags, wanted, progress);
            };
        }
        JsonObject document = StoredLoad.document(
                Instant.now(),
                HardwareFingerprint.of(new HardwareFlags().machine()),
                loaded.model(),
                loaded.phantom(),
                engine.describe(),
                loaded.launch(),
                loaded.test(),
                loaded.result(),
                busy);
        Optional<Path> stored =
                flags.store() ? Optional.of(Session.bench().measurements().addLoad(document)) : Optional.empty();
        if (json) {
            console.line(Json.pretty(document));
        } else {
            print(console, loaded, engine, busy);
            stored.ifPresent(path -> console.line("Stored in " + path + "."));
        }
        return document;
    }

    private Loaded running(OpenAiServer server, MeasurementFlags flags, Wanted wanted, TerminalProgress progress) {
        LoadTest test = test(wanted.name(), flags, wanted);
        ModelIdentity model = new ModelIdentity("served:" + wanted.name(), wanted.name(), "", 0);
        return new Loaded(test, test.run(server, progress), model, false, Optional.empty());
    }

    private Loaded started(Engine engine, MeasurementFlags flags, Wanted wanted, TerminalProgress progress)
            throws IOException {
        LoadTest test = test("default", flags, wanted);
        ChosenModel chosen = ChosenModel.of(wanted.name());
        progress.step("loading", 0);
        if (chosen.file().isPresent()) {
            return load(engine, test, chosen, chosen.file().get(), wanted.launch(), progress);
        }
        try (PhantomRun phantom = PhantomRun.write(chosen.model(), MeasurementFlags.temporaryFolder())) {
            return load(engine, test, chosen, phantom.path(), wanted.launch(), progress);
        }
    }

    private static Loaded load(
            Engine engine, LoadTest test, ChosenModel chosen, Path file, Launch wanted, TerminalProgress progress) {
        LaunchOptions options = wanted.options();
        int slots = options.nParallel() > 1 ? options.nParallel() : test.concurrency();
        int context = options.nCtx() > 0
                ? options.nCtx()
                : Math.multiplyExact(2 * (test.promptTokens() + test.generate()) + 256, slots);
        Launch launch = new Launch(
                options.withNParallel(slots).withNCtx(context).withNOutputsMax(slots),
                wanted.threads(),
                wanted.rpcServers());
        try (LoadedModel server = engine.load(file, launch, true, test.limit())) {
            LoadResult result = test.run(new OpenAiServer(server.address().orElseThrow()), progress);
            boolean phantom = chosen.file().isEmpty();
            return new Loaded(test, result, ModelIdentity.of(chosen.model()), phantom, Optional.of(launch));
        }
    }

    private LoadTest test(String model, MeasurementFlags flags, Wanted wanted) {
        int clients = concurrency == null ? 1 : concurrency;
        int all = requests == null ? Math.multiplyExact(Math.clamp(clients, 1, 100_000), 4) : requests;
        try {
            return new LoadTest(model, clients, all, wanted.prompt(), wanted.answer(), flags.limit());
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'--concurrency " + clients + "' is not accepted: " + e.getMessage() + ".",
                    "");
        }
    }

    private static void print(Console console, Loaded loaded, Engine engine, List<String> notes) {
        LoadResult result = loaded.result();
        String phantom = loaded.phantom() ? " · phantom" : "";
        console.line(console.bold(loaded.model().name()) + phantom + " · "
                + engine.describe().title() + " · " + result.concurrency() + " at the same time, " + result.completed()
                + " answered in " + String.format(Locale.ROOT, "%.1f s", result.seconds()));
        Table table = new Table()
                .indent("  ")
                .left("seconds")
                .right("median")
                .right("p90")
                .right("p99")
                .right("most");
        row(table, "first token", result.firstToken());
        row(table, "whole answer", result.latency());
        table.lines(console.columns()).forEach(console::line);
        console.line("Throughput " + Speeds.number(result.throughput()) + " tok/s over all requests, "
                + String.format(Locale.ROOT, "%.2f", result.completed() / result.seconds()) + " requests a second.");
        result.failuresByMessage()
                .forEach(
                        (message, count) -> Paragraph.wrap("Failed: ", count + " × " + message + ".", console.columns())
                                .forEach(console::line));
        Stream.concat(result.notes().stream(), notes.stream())
                .forEach(note ->
                        Paragraph.wrap("Note: ", note + ".", console.columns()).forEach(console::line));
    }

    private static void row(Table table, String label, Percentiles p) {
        table.row(label, seconds(p.p50()), seconds(p.p90()), seconds(p.p99()), seconds(p.most()));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}

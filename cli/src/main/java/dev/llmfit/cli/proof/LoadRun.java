package dev.llmfit.cli.proof;

import dev.llmfit.cli.CommandException;
import dev.llmfit.cli.Console;
import dev.llmfit.cli.ExitCode;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.render.Table;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.LlamaCpp;
import dev.llmfit.engine.LlamaServer;
import dev.llmfit.engine.OpenAiServer;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.load.Percentiles;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code bench --concurrency}: a server under load. */
public final class LoadRun {
    private static final int PROMPT = 128;
    private static final int ANSWER = 64;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Requests at the same time at a server: latency, time to first token, throughput.")
    private @Nullable Integer concurrency;

    @Option(names = "--requests", paramLabel = "N", description = "Requests in all (4 for each client).")
    private @Nullable Integer requests;

    boolean wanted() {
        return concurrency != null;
    }

    ExitCode run(Console console, Engine engine, MeasurementFlags flags, String name, boolean json) throws IOException {
        LoadTest test = test(engine, flags, name);
        LoadResult result;
        try (TerminalProgress progress = new TerminalProgress(console)) {
            result = switch (engine) {
                case OpenAiServer server -> test.run(server, progress);
                case LlamaCpp llama -> started(llama, test, name, progress);
                default ->
                    throw new CommandException(
                            ExitCode.ENGINE,
                            "unsupported",
                            "A load test needs llama-server or an OpenAI-compatible server.",
                            "name one with --engine http://127.0.0.1:8080");
            };
        }
        if (json) {
            console.line(Json.pretty(document(name, engine, test, result)));
        } else {
            print(console, name, engine, result);
        }
        return result.failures().isEmpty() ? ExitCode.OK : ExitCode.ENGINE;
    }

    private LoadTest test(Engine engine, MeasurementFlags flags, String name) {
        int clients = concurrency == null ? 1 : concurrency;
        int all = requests == null ? Math.max(1, clients) * 4 : requests;
        try {
            String model = engine instanceof OpenAiServer ? name : "default";
            return new LoadTest(model, clients, all, PROMPT, ANSWER, flags.limit());
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "'--concurrency " + clients + "' is not accepted: " + e.getMessage() + ".",
                    "");
        }
    }

    private static LoadResult started(LlamaCpp llama, LoadTest test, String name, TerminalProgress progress)
            throws IOException {
        ChosenModel chosen = ChosenModel.of(name);
        progress.step("loading", 0);
        if (chosen.file().isPresent()) {
            return load(llama, test, chosen.file().get(), progress);
        }
        try (PhantomRun phantom = PhantomRun.write(chosen.model(), MeasurementFlags.temporaryFolder())) {
            return load(llama, test, phantom.path(), progress);
        }
    }

    private static LoadResult load(LlamaCpp llama, LoadTest test, Path file, TerminalProgress progress) {
        int slot = 2 * (PROMPT + ANSWER) + 256;
        LaunchOptions options = LaunchOptions.defaults()
                .withNCtx(Math.multiplyExact(slot, test.concurrency()))
                .withNParallel(test.concurrency());
        try (LlamaServer server = llama.start(file, Launch.of(options), true, test.limit())) {
            return test.run(new OpenAiServer(server.address()), progress);
        }
    }

    private static void print(Console console, String name, Engine engine, LoadResult result) {
        console.line(console.bold(name) + " · " + engine.describe().title() + " · " + result.concurrency()
                + " at the same time, " + result.completed() + " answered in "
                + String.format(Locale.ROOT, "%.1f s", result.seconds()));
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
        console.line("Throughput " + Speeds.number(result.throughput()) + " tok/s over all requests.");
        for (String failure : result.failures()) {
            console.line("Failed: " + failure + ".");
        }
    }

    private static void row(Table table, String label, Percentiles p) {
        table.row(label, seconds(p.p50()), seconds(p.p90()), seconds(p.p99()), seconds(p.most()));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static Map<String, Object> document(String name, Engine engine, LoadTest test, LoadResult result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", "llmfit/bench-load/1");
        tree.put("engine", engine.describe().title());
        tree.put("model", name);
        tree.put("concurrency", result.concurrency());
        tree.put("prompt_tokens", test.promptTokens());
        tree.put("answer_tokens", test.generate());
        tree.put("completed", result.completed());
        tree.put("failures", List.copyOf(result.failures()));
        tree.put("seconds", result.seconds());
        tree.put("throughput_tok_s", result.throughput());
        tree.put("first_token_s", percentiles(result.firstToken()));
        tree.put("latency_s", percentiles(result.latency()));
        return tree;
    }

    private static Map<String, Object> percentiles(Percentiles p) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("p50", p.p50());
        tree.put("p90", p.p90());
        tree.put("p99", p.p99());
        tree.put("max", p.most());
        return tree;
    }
}

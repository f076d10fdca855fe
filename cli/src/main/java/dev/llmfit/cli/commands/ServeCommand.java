package dev.llmfit.cli.commands;

import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.shell.StopSignals;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.json.JsonObject;
import dev.llmfit.serve.ServeSettings;
import dev.llmfit.serve.live.LiveServer;
import dev.llmfit.serve.wire.LogLines;
import dev.llmfit.serve.wire.RequestLog;
import dev.llmfit.serve.wire.Token;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers over HTTP. */
@Command(
        name = "serve",
        description = {
            "The same questions and answers over HTTP: a web page, and REST for programs (docs/serve.md).",
            "Only programs of this machine reach it, unless --bind says otherwise. Ctrl-C ends it."
        })
public final class ServeCommand implements Callable<Integer> {
    /** No machine has more. */
    private static final int LAST_PORT = 65_535;

    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = "--port",
            paramLabel = "N",
            description =
                    "Port to listen at; 0 for any. Without it " + ServeSettings.PORT + ", or the next free of ten.")
    private @Nullable Integer port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Address to listen at (127.0.0.1). Any other machine that can reach it needs the token.")
    private String bind = "127.0.0.1";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Where the token stands; made if it is not there, and not printed. Without it each start has another.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--allow-run",
            description = "Let callers that show the token run engines here: verify, bench and calibrate.")
    private boolean allowRun;

    @Option(
            names = "--cors",
            paramLabel = "ORIGIN",
            description = "A page of this origin may ask, for example https://tools.example; more than once for more.")
    private List<String> origins = List.of();

    @Option(
            names = "--embed-origin",
            paramLabel = "ORIGIN",
            description = "A page of this origin may show the page and its badges inside itself.")
    private List<String> embedding = List.of();

    @Option(names = "--metrics-detail", description = "Name models in the metrics.")
    private boolean metricsDetail;

    @Option(
            names = "--log",
            paramLabel = "FORMAT",
            completionCandidates = LogFormats.class,
            description =
                    "Tell each call on standard error: ${COMPLETION-CANDIDATES}, a line each. Without it nothing is.")
    private @Nullable String log;

    @Option(names = "--open", description = "Open the page in the browser.")
    private boolean open;

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** The formats of a log, for help and completion. */
    static final class LogFormats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("json").iterator();
        }
    }

    /** Creates the command. */
    public ServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        ServeSettings settings = settings();
        StopSignals stop = StopSignals.listen();
        try (LogLines lines = log == null ? null : new LogLines(shell.console().err());
                LiveServer server = started(settings, Optional.ofNullable(lines))) {
            if (lines != null) {
                lines.accept(RequestLog.event("started")
                        .put("address", server.address() + "/")
                        .put("version", Version.number())
                        .build());
            }
            String link =
                    server.address() + settings.token().map(t -> "/#token=" + t).orElse("/");
            shell.console().line(tokenFile == null ? link : server.address() + "/"); // a journal keeps what is printed
            shell.console().out().flush();
            if (open) {
                Browser.open(link, shell.bench().environment());
            }
            stop.await();
            if (lines != null) {
                lines.accept(RequestLog.event("ending").build());
            }
        }
        return ExitCode.OK.code();
    }

    private LiveServer started(ServeSettings settings, Optional<Consumer<JsonObject>> lines) throws IOException {
        try {
            return LiveServer.start(
                    settings,
                    shell.bench(),
                    lanes -> List.of(AgentRoute.of(shell.bench(), Version.number(), lanes)),
                    lines);
        } catch (BindException e) {
            throw usage(
                    "Port " + settings.port() + " of " + bind + " cannot be had: " + e.getMessage() + ".",
                    "choose another one with --port, or 0 for any");
        }
    }

    private ServeSettings settings() throws IOException {
        if (output.json()) {
            throw usage(
                    "'--json' goes with questions; serve prints its address alone.", "ask the address for documents");
        }
        if (port != null && (port < 0 || port > LAST_PORT)) {
            throw usage("--port is " + port + ", expected a number from 0 to " + LAST_PORT + ".", "0 takes any");
        }
        if (log != null && !log.equals("json")) {
            throw usage("--log is '" + log + "', expected json.", "leave it out for no log");
        }
        InetAddress address = address();
        origins.forEach(origin -> requireOrigin("--cors", origin));
        embedding.forEach(origin -> requireOrigin("--embed-origin", origin));
        boolean secret = allowRun || !address.isLoopbackAddress();
        if (tokenFile != null && !secret) {
            throw usage("--token-file is of use with --bind or --allow-run only.", "leave it out: no token is needed");
        }
        return new ServeSettings(
                address,
                port == null ? ServeSettings.PORT : port,
                port == null,
                secret ? Optional.of(token().text()) : Optional.empty(),
                allowRun,
                new HashSet<>(origins),
                new HashSet<>(embedding),
                metricsDetail,
                ServeSettings.SECONDS,
                Version.line());
    }

    private InetAddress address() {
        try {
            if (bind.equals("localhost") || bind.matches("[0-9a-fA-F.:]+(%[A-Za-z0-9]+)?")) { // no name server is asked
                return InetAddress.getByName(bind);
            }
        } catch (UnknownHostException e) {
            // told below, like what cannot be one
        }
        throw usage("--bind: '" + bind + "' is no address.", "for example 0.0.0.0 for all of this machine");
    }

    private static void requireOrigin(String option, String origin) {
        if (!origin.matches("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-fA-F:]+](:[0-9]{1,5})?")) {
            throw usage(option + ": '" + origin + "' is no origin.", "for example https://tools.example");
        }
    }

    private Token token() throws IOException {
        if (tokenFile == null) {
            return Token.random();
        }
        try {
            return Token.ofFile(tokenFile);
        } catch (IllegalArgumentException e) {
            throw usage("--token-file: " + e.getMessage() + ".", "leave it out for a token of this start alone");
        }
    }

    private static CommandException usage(String sentence, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", sentence, hint);
    }
}

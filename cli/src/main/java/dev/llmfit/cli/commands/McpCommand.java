package dev.llmfit.cli.commands;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Places;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.json.Json;
import dev.llmfit.mcp.install.AgentClient;
import dev.llmfit.mcp.install.AgentSetup;
import dev.llmfit.mcp.protocol.StdioServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves agents by the Model Context Protocol. */
@Command(
        name = "mcp",
        description = {
            "Tools for agents by the Model Context Protocol, over standard input and output.",
            "An agent starts it; --install prints what its settings need (docs/mcp.md)."
        })
public final class McpCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--allow-run", description = "Offer the tool prove too, which runs llama.cpp on this machine.")
    private boolean allowRun;

    @Option(
            names = "--install",
            paramLabel = "CLIENT",
            completionCandidates = ClientNames.class,
            description = "Print the settings of a client: ${COMPLETION-CANDIDATES}.")
    private @Nullable String install;

    @Option(names = "--write", description = "Write them into its file; what else stands there stays.")
    private boolean write;

    /** The clients, for help and completion. */
    static final class ClientNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }
    }

    /** Creates the command. */
    public McpCommand(Shell shell) {
        this.shell = shell;
    }

    private static List<String> names() {
        return Arrays.stream(AgentClient.values()).map(AgentClient::id).toList();
    }

    @Override
    public Integer call() throws IOException {
        if (install != null) {
            return install(install);
        }
        if (write) {
            throw usage("--write writes the settings of a client.", "name it with --install CLIENT");
        }
        if (Console.isTerminal()) {
            throw usage(
                    "An agent talks to this command in JSON, and this is a terminal.",
                    "llmfit mcp --install claude prints the settings; docs/mcp.md tells more");
        }
        // What answers write to standard output would be taken for messages: it has none, and this stream is the
        // agent's alone.
        StdioServer.run(shell.bench(), allowRun, Version.number(), System.in, new FileOutputStream(FileDescriptor.out));
        return ExitCode.OK.code();
    }

    private int install(String name) throws IOException {
        AgentClient client = AgentClient.byId(name)
                .orElseThrow(() ->
                        usage("There is no client '" + name + "'.", "write one of " + String.join(", ", names())));
        List<String> arguments = new ArrayList<>(List.of("mcp"));
        if (allowRun) {
            arguments.add("--allow-run");
        }
        AgentSetup setup = new AgentSetup(client, program(), arguments);
        Path file = client.file(shell.bench().environment());
        Console console = shell.console();
        if (write) {
            boolean written = setup.write(file);
            console.line((written ? "Written to " : "It stands already in ") + file + ". Start " + client.title()
                    + " again to use it.");
        } else {
            console.line(Json.pretty(setup.document()));
            console.err().println("This belongs into " + file + "; --write puts it there.");
            console.err().flush();
        }
        return ExitCode.OK.code();
    }

    /** Returns how an agent starts this program, whatever its search path is. */
    private String program() {
        Path home = Places.program(shell.bench().environment());
        for (Path launcher : List.of(home.resolve("llmfit"), home.resolve("bin").resolve("llmfit"))) {
            if (Files.isExecutable(launcher)) {
                return launcher.toString();
            }
        }
        return "llmfit";
    }

    private static CommandException usage(String sentence, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", sentence, hint);
    }
}

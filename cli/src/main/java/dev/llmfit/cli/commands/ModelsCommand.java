package dev.llmfit.cli.commands;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.models.LocalList;
import dev.llmfit.cli.models.ModelDetails;
import dev.llmfit.cli.models.ModelList;
import dev.llmfit.cli.models.Pull;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the models of the catalogue and of this machine. */
@Command(
        name = "models",
        description = "Find models by name, size or purpose; --local lists what lies on this machine.")
public final class ModelsCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            arity = "0..*",
            paramLabel = "QUERY",
            description = "Words of a name, a size or a purpose: qwen3 8b, coding, vision 7b.")
    private List<String> query = new ArrayList<>();

    @Option(names = "--local", description = "List the models in the stores of this machine.")
    private boolean local;

    @Option(names = "--all", description = "Print all matches, not the first 20.")
    private boolean all;

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public ModelsCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException {
        if (local) {
            LocalModels stores = new LocalModels(Session.bench().stores());
            String name = String.join(" ", query);
            LocalList list = new LocalList(name.isBlank() ? stores.list() : stores.find(name), machine());
            if (output.json()) {
                console.line(Json.pretty(list.document()));
            } else {
                list.print(console);
            }
        } else {
            ModelList list = ModelList.search(Session.bench().catalogue(), String.join(" ", query), machine());
            if (output.json()) {
                console.line(Json.pretty(list.document()));
            } else {
                list.print(console, all);
            }
        }
        return ExitCode.OK.code();
    }

    /** Shows one model. */
    @Command(name = "show", description = "Show one model: its shape, sizes, licence and where it is from.")
    int show(
            @Parameters(paramLabel = "REF", description = "A name, a repository or a GGUF file.") String reference,
            @Option(names = "--header-only", description = "Accept a GGUF whose tensor data is missing.")
                    boolean headerOnly,
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help.")
                    boolean showHelp,
            @Mixin OutputFlags flags)
            throws IOException {
        ModelResolver resolver = Session.bench().models();
        ModelReference parsed = ModelReference.parse(reference);
        ResolvedModel model = (headerOnly ? resolver.acceptingHeadersOnly() : resolver).resolve(parsed);
        ModelDetails details = ModelDetails.of(model);
        if (parsed instanceof HuggingFaceRepository r && model.origin() instanceof ResolvedModel.FromServer) {
            details = details.withFiles(Session.bench().online().files(r.repository()));
        }
        if (flags.json()) {
            console.line(Json.pretty(details.document()));
        } else {
            details.print(console);
        }
        return ExitCode.OK.code();
    }

    /** Downloads one model. */
    @Command(name = "pull", description = "Download a model: hf:org/name[:Q4_K_M|file.gguf] or ollama:name[:tag].")
    int pull(
            @Parameters(paramLabel = "REF", description = "A repository or a name of Ollama's library.")
                    String reference,
            @Option(names = "--force", description = "Download even what does not fit this machine.") boolean force,
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help.")
                    boolean showHelp,
            @Mixin HardwareFlags machineFlags,
            @Mixin OutputFlags flags)
            throws IOException {
        Pull pull = Pull.plan(reference);
        if (!force) {
            machine(machineFlags).ifPresent(pull::requireFit);
        }
        pull.run(console);
        if (flags.json()) {
            console.line(Json.pretty(pull.document()));
        } else {
            pull.print(console);
        }
        return ExitCode.OK.code();
    }

    private Optional<Machine> machine() {
        return machine(hardware);
    }

    /** Returns the machine that is meant; empty if none is named and this one cannot be read. */
    private static Optional<Machine> machine(HardwareFlags hardware) {
        try {
            return Optional.of(hardware.machine());
        } catch (HardwareException e) {
            boolean named = hardware.hardware().isPresent()
                    || hardware.vram().isPresent()
                    || hardware.ram().isPresent()
                    || hardware.gpus().isPresent()
                    || hardware.bandwidth().isPresent();
            if (named) {
                throw e;
            }
            return Optional.empty(); // a list without the column is better than none
        }
    }
}

package dev.llmfit.cli.commands;

import dev.llmfit.cli.flags.BatchInput;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.quants.QuantFits;
import dev.llmfit.cli.quants.QuantTable;
import dev.llmfit.cli.quants.QuantsBatch;
import dev.llmfit.cli.quants.QuantsJson;
import dev.llmfit.cli.quants.QuantsText;
import dev.llmfit.cli.quants.RepositoryListing;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists every file type of a model with its exact size. */
@Command(
        name = "quants",
        description = "Every file type of a model: exact size, bits per weight, mixture of tensor types.")
public final class QuantsCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name, a GGUF file in any type, or a repository, whose files are listed.")
    private @Nullable String reference;

    @Option(names = "--header-only", description = "Accept a GGUF whose tensor data is missing.")
    private boolean headerOnly;

    @Option(names = "--imatrix", description = "Sizes with an importance matrix, which changes some tensor types.")
    private boolean imatrix;

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = "Answer models in JSON lines; - reads standard input.")
    private @Nullable String batch;

    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description = "Folder of the GGUF files that a batch names (.).")
    private Path modelsDir = Path.of("");

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public QuantsCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException {
        Imatrix matrix = imatrix ? Imatrix.PRESENT : Imatrix.ABSENT;
        if (batch != null) {
            answerBatch(batch, matrix);
            return ExitCode.OK.code();
        }
        if (reference == null) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "Name a model or a GGUF file.", "for example: llmfit quants llama3.1:8b");
        }
        ModelResolver resolver = headerOnly
                ? Session.bench().models().acceptingHeadersOnly()
                : Session.bench().models();
        ModelReference parsed = ModelReference.parse(reference);
        ResolvedModel resolved = resolver.resolve(parsed);
        QuantTable table = QuantTable.of(resolved.shape(), matrix);
        QuantFits fits = QuantFits.of(table, hardware.machine());
        Optional<RepositoryListing> published = parsed instanceof HuggingFaceRepository r
                        && r.tag().isEmpty()
                        && r.file().isEmpty()
                        && resolved.origin() instanceof ResolvedModel.FromServer
                ? Optional.of(RepositoryListing.of(r))
                : Optional.empty();
        if (output.json()) {
            Map<String, Object> document = QuantsJson.document(Optional.empty(), table, fits);
            published.ifPresent(files -> document.put("files", files.document(table)));
            console.line(Json.pretty(document));
        } else if (published.isPresent()) {
            published.get().print(console, table, fits);
        } else {
            QuantsText.print(console, table, fits, reference);
        }
        return ExitCode.OK.code();
    }

    private void answerBatch(String file, Imatrix matrix) throws IOException {
        try (BufferedReader lines = BatchInput.open(file)) {
            new QuantsBatch(modelsDir, matrix).run(lines, console.out());
        }
    }
}

package dev.llmfit.cli.commands;

import dev.llmfit.answers.models.AddDocument;
import dev.llmfit.answers.models.AddQuestion;
import dev.llmfit.answers.models.LocalModelsDocument;
import dev.llmfit.answers.models.LocalModelsQuestion;
import dev.llmfit.answers.models.ModelDocument;
import dev.llmfit.answers.models.ModelFilter;
import dev.llmfit.answers.models.ModelOrder;
import dev.llmfit.answers.models.ModelQuestion;
import dev.llmfit.answers.models.ModelsDocument;
import dev.llmfit.answers.models.ModelsQuestion;
import dev.llmfit.answers.models.PullDocument;
import dev.llmfit.answers.models.PullQuestion;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.FormatFlags;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.render.models.AddText;
import dev.llmfit.render.models.LocalModelsText;
import dev.llmfit.render.models.ModelText;
import dev.llmfit.render.models.ModelsText;
import dev.llmfit.render.models.PullText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the models of the catalogue and of this machine. */
@Command(
        name = "models",
        description = "Find models by name, size or purpose; --local lists what lies on this machine.")
public final class ModelsCommand implements Callable<Integer> {
    private final Shell shell;

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

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "With --local: a folder of GGUF files to look at beside the stores.")
    private @Nullable String dir;

    @Option(names = "--all", description = "Print all matches, not the first 20.")
    private boolean all;

    @Option(
            names = "--show",
            split = ",",
            paramLabel = "WORDS",
            description = "Only those that pass: fits (somewhere), whole (on the GPUs), images, code, open (licence);"
                    + " commas between them.")
    private List<ModelFilter> show = new ArrayList<>();

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            description = "Order: rank (best match first, without words the newest), file, ability, context, since or"
                    + " name.")
    private ModelOrder sort = ModelOrder.RANK;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private final FormatFlags format = new FormatFlags();

    @Mixin
    private final OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public ModelsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        format.check(output.json());
        if (hardware.bandwidth().isPresent()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "Models are listed without speeds, so a bandwidth changes nothing.",
                    "llmfit recommend tells speeds");
        }
        String words = String.join(" ", query);
        if (local) {
            Applicable.refuse(spec, "models --local", "--show", "--sort", "--all");
            return shell.show(
                    new LocalModelsQuestion(words, hardware.selector(), Optional.ofNullable(dir)),
                    LocalModelsText::print,
                    LocalModelsDocument::of,
                    output.json());
        }
        Applicable.not(spec, "--local", "--dir");
        return shell.show(
                new ModelsQuestion(words, hardware.selector(), Set.copyOf(show), sort),
                all ? ModelsText::printAll : ModelsText::print,
                ModelsDocument::of,
                output.json());
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
            @Mixin OutputFlags flags) {
        return shell.show(new ModelQuestion(reference, headerOnly), ModelText::print, ModelDocument::of, flags.json());
    }

    /** Adds one model to the user's own catalogue. */
    @Command(
            name = "add",
            description = "Add a model to your own catalogue: a GGUF file, a config.json, or org/name of Hugging Face.")
    int add(
            @Parameters(
                            paramLabel = "REF",
                            description = "A GGUF file, a config.json of transformers, or a repository.")
                    String reference,
            @Option(names = "--id", paramLabel = "ID", description = "What it is called; by default made of its name.")
                    Optional<String> id,
            @Option(names = "--name", paramLabel = "NAME", description = "Its name for people.") Optional<String> name,
            @Option(names = "--force", description = "Replace an entry that has this id.") boolean force,
            @Option(
                            names = {"-h", "--help"},
                            usageHelp = true,
                            description = "Show this help.")
                    boolean showHelp,
            @Mixin OutputFlags flags) {
        return shell.show(new AddQuestion(reference, id, name, force), AddText::print, AddDocument::of, flags.json());
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
            @Mixin OutputFlags flags) {
        return shell.show(
                new PullQuestion(reference, force, machineFlags.selector()),
                PullText::print,
                PullDocument::of,
                flags.json());
    }
}

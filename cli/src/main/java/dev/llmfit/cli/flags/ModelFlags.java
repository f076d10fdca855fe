package dev.llmfit.cli.flags;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model of a launch, by our word or by llama-server's flag. */
public final class ModelFlags {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name with an optional file type, or a GGUF file.")
    private @Nullable String reference;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "REF|FILE",
            description = "More models, files or folders: a table of all.",
            hidden = true)
    private List<String> others = new ArrayList<>();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FILE",
            description = "The model, as in llama-server.")
    private @Nullable String modelFile;

    /**
     * Returns what was named; empty if nothing was.
     *
     * @throws CommandException with exit 2 if the word and the flag name two models
     */
    public Optional<String> name() {
        if (!others.isEmpty()) {
            throw moreThanOne();
        }
        return one(reference, modelFile);
    }

    /**
     * Returns the models where several are named, or a folder; empty where one is. Words that name neither file, folder, repository
     * nor tag are taken for parts of one name without quotes.
     *
     * @throws CommandException with exit 2 for such words
     */
    public List<String> several() {
        if (reference == null || modelFile != null) {
            return List.of();
        }
        if (others.isEmpty()) {
            return isFolder(reference) ? List.of(reference) : List.of();
        }
        List<String> all = new ArrayList<>(List.of(reference));
        all.addAll(others);
        if (!all.stream().allMatch(ModelFlags::isReference)) {
            throw moreThanOne();
        }
        return all;
    }

    private CommandException moreThanOne() {
        return new CommandException(
                ExitCode.USAGE,
                "usage",
                "'" + others.getFirst() + "' is one model too many.",
                "put a name with blanks into quotes");
    }

    private static boolean isReference(String word) {
        return word.endsWith(".gguf") || word.indexOf(':') > 0 || word.indexOf('/') >= 0 || isFolder(word);
    }

    private static boolean isFolder(String word) {
        try {
            return !word.isBlank() && Files.isDirectory(Path.of(word));
        } catch (InvalidPathException e) {
            return false; // no path, so the name of a model
        }
    }

    /** Returns the model of a word and of a flag, which may both be given if they say the same. */
    public static Optional<String> one(@Nullable String reference, @Nullable String modelFile) {
        if (reference != null && modelFile != null && !reference.equals(modelFile)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "usage",
                    "Two models are named: '" + reference + "' and '" + modelFile + "'.",
                    "name one of them");
        }
        return Optional.ofNullable(reference != null ? reference : modelFile);
    }

    /** Returns the word that stands alone, which is no model everywhere. */
    public Optional<String> word() {
        return Optional.ofNullable(reference);
    }

    /** Returns what the flag names. */
    public Optional<String> flag() {
        return Optional.ofNullable(modelFile);
    }

    /** Takes a word that stood elsewhere on the line for the model. */
    public void name(String word) {
        reference = word;
    }

    /** Lets the flag win over the word, as where a later line changes an earlier one. */
    public void nameByFlag() {
        reference = modelFile;
    }
}

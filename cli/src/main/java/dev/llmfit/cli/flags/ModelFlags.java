package dev.llmfit.cli.flags;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model of a launch, by our word or by llama-server's flag. */
public final class ModelFlags {
    @Parameters(
            arity = "0..1",
            paramLabel = "REF|FILE",
            description = "Model: a name with an optional file type, or a GGUF file.")
    private @Nullable String reference;

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
        return one(reference, modelFile);
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

    /** Takes a word that stood elsewhere on the line for the model. */
    public void name(String word) {
        reference = word;
    }

    /** Lets the flag win over the word, as where a later line changes an earlier one. */
    public void nameByFlag() {
        reference = modelFile;
    }
}

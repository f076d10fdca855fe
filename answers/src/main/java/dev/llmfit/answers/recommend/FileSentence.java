package dev.llmfit.answers.recommend;

import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.recommend.offer.FileSource.Published;
import dev.llmfit.recommend.offer.FileSource.ToMake;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.Optional;

/** Where the file of a launch is to be had, in one sentence. */
public final class FileSentence {
    private FileSentence() {}

    /** Returns the sentence; empty if the file lies on this machine. */
    public static Optional<Hint> of(Candidate candidate) {
        FileSource source = candidate.plan().source();
        // No switch over types: its bootstrap costs every cold process some milliseconds.
        if (source instanceof Published p) {
            return Optional.of(published(p, candidate.fileType()));
        }
        return source instanceof ToMake m
                ? Optional.of(Hint.plain(candidate
                                .plan()
                                .ollama()
                                .map(name -> "Ollama's library has it (ollama pull " + name + "); ")
                                .orElse("")
                        + make(m)))
                : Optional.empty();
    }

    private static Hint published(Published file, String fileType) {
        if (file.listed().isEmpty()) {
            String habit = file.usual() ? ", but its publisher usually has " + file.label() : "";
            return Hint.of(
                    "the files of " + file.repository() + " are not listed here" + habit + "; {0} asks for them",
                    new Ask("quants").and("model", file.repository()));
        }
        String there = file.repository() + " has " + file.label()
                + (file.label().equals(fileType) ? "" : " (" + fileType + ")")
                + (file.listed().get().equals("now")
                        ? ""
                        : ", as listed on " + file.listed().get());
        return Hint.plain(
                file.parts() > 1
                        ? there + ", in " + file.parts() + " parts; Ollama takes none: join them with llama-gguf-split"
                        : there);
    }

    /** Returns how a file that nobody is known to publish is made. */
    static String make(ToMake file) {
        if (file.original().isPresent()) {
            return "it is not there; make it"
                    + file.from().map(from -> " from " + from).orElse("") + ": llama-quantize "
                    + file.original().get() + " " + file.file() + " " + file.fileType();
        }
        String base =
                file.file().substring(0, file.file().length() - (file.fileType().length() + ".gguf".length()));
        return "no repository known here has it; make it"
                + file.from().map(from -> " from " + from).orElse("") + ": llama-quantize " + base + "BF16.gguf "
                + file.file() + " " + file.fileType();
    }
}

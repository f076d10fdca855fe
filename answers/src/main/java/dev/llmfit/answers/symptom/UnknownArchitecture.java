package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.UnsizedArchitecture;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Hint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An architecture that the program does not know ({@code src/llama-model.cpp}), and whether a build is known that does. */
final class UnknownArchitecture {
    private static final Pattern UNKNOWN = Pattern.compile(
            "unknown model architecture: '([^'\\r\\n]{1,60})'|unsupported model architecture \"?([\\w.-]{1,60})");

    private UnknownArchitecture() {}

    /** Returns what it means, if the log names one. */
    static Optional<Sign> in(RunLog log) {
        Matcher m = UNKNOWN.matcher(log.prints().text());
        if (!m.find()) {
            return Optional.empty();
        }
        String name = (m.group(1) != null ? m.group(1) : m.group(2)).replace("{", "(");
        String newest = EngineBuild.NEWEST.name();
        if (Architecture.byName(name).isPresent() || UnsizedArchitecture.later().contains(name)) {
            String until = log.program() == Program.LLAMA_CPP ? newest + " of llama.cpp does" : "newer ones do";
            return Optional.of(new Sign(
                    "load/architecture",
                    "This build does not know the architecture " + name + "; " + until + ".",
                    Hint.plain(LoadPhrases.newer(log.program()))));
        }
        boolean part = name.equals("clip") || name.startsWith("mmproj");
        return Optional.of(
                part
                        ? new Sign(
                                "load/architecture",
                                "The file is a projector for images, not a model of its own.",
                                Hint.plain(
                                        log.program() == Program.LLAMA_CPP
                                                ? "-m names the model, --mmproj this file."
                                                : "Load the model; the projector lies beside it."))
                        : new Sign(
                                "load/architecture",
                                "This build does not know the architecture " + name + ", nor does " + newest
                                        + ": it needs a newer llama.cpp, or a fork that its page names.",
                                Hint.plain(LoadPhrases.newer(log.program()))));
    }
}

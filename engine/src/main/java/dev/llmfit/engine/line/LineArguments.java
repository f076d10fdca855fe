package dev.llmfit.engine.line;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a line means, while it is read: arguments of this program, and what is to be said about the rest. */
final class LineArguments {
    private final LineProgram program;
    private final OwnOptions own;
    private final List<String> arguments = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> forSpeed = new LinkedHashSet<>();
    private final Set<String> forNothing = new LinkedHashSet<>();

    LineArguments(LineProgram program, OwnOptions own) {
        this.program = program;
        this.own = own;
    }

    LineProgram program() {
        return program;
    }

    OwnOptions own() {
        return own;
    }

    /** Adds words of this program's own options as they were written. */
    void addAll(List<String> words) {
        arguments.addAll(words);
    }

    /** Adds a flag. */
    void add(String flag) {
        arguments.add(flag);
    }

    /** Adds an option with its value, attached so that a value may begin with a hyphen. */
    void add(String flag, String value) {
        arguments.add(flag + "=" + value);
    }

    /** Adds an option with its value if the command has it; else says that it is not counted. */
    void addIfOwn(String flag, String value, String written) {
        if (own.has(flag)) {
            add(flag, value);
        } else {
            notCounted(written);
        }
    }

    /** Says that a program keeps a row of logits for every token of a batch, and no caches of a server. */
    void withoutServer() {
        if (own.has("--all-outputs")) {
            add("--all-outputs");
        }
        if (own.has("-cram")) {
            add("-cram", "0");
            add("-ctxcp", "0");
        }
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    void notCounted(String option) {
        note(option + " is not counted here.");
    }

    /** Remembers an option that changes speed alone. */
    void speedAlone(String option) {
        forSpeed.add(option);
    }

    /** Remembers an option that changes nothing that is answered. */
    void nothing(String option) {
        forNothing.add(option);
    }

    PastedLine finished() {
        List<String> said = new ArrayList<>(notes);
        if (!forSpeed.isEmpty()) {
            said.add("Of speed alone, and not counted: " + String.join(", ", forSpeed) + ".");
        }
        if (!forNothing.isEmpty()) {
            said.add("Without effect on memory and speed: " + String.join(", ", forNothing) + ".");
        }
        return new PastedLine(program, arguments, said);
    }
}

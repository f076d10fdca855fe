package dev.llmfit.mcp.tools;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.complete.Completion;
import dev.llmfit.answers.complete.Completions;
import dev.llmfit.answers.document.Schemas;
import java.util.List;

/** Names that complete what a person types into a prompt, or into the address of something to read. */
public final class NameCompletion {
    /** The protocol allows so many at a time. */
    public static final int MOST = 100;

    private final Workbench bench;

    /** Creates names that a workbench knows. */
    public NameCompletion(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Returns all that begin so; none for an argument that is free text.
     *
     * @param argument name of the argument, or of the part of the address in braces
     * @param begun what is typed already
     */
    public List<String> beginning(String argument, String begun) {
        return switch (argument) {
            case "model", "ref" -> values(new Completions(bench).models(begun));
            case "machine" -> values(Completions.hardware(begun));
            case "id" -> values(new Completions(bench).rules(begun));
            case "name" ->
                Schemas.names().stream().filter(n -> n.startsWith(begun)).toList();
            default -> List.of();
        };
    }

    private static List<String> values(List<Completion> completions) {
        return completions.stream().map(Completion::value).toList();
    }
}

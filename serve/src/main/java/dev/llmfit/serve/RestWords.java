package dev.llmfit.serve;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Words;
import dev.llmfit.units.NextStep;

/** Says fields of a question as they stand in JSON, and everything else as a person types it. */
final class RestWords implements Words {
    private final CommandWords commands = new CommandWords();

    @Override
    public String of(NextStep step) {
        if (step instanceof NextStep.Change change) {
            return change.value().isEmpty()
                    ? "'" + change.field() + "'"
                    : "'" + change.field() + "': " + change.value();
        }
        return commands.of(step);
    }
}

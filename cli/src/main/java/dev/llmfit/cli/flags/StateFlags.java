package dev.llmfit.cli.flags;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.cli.shell.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The whole question as one word. It says machine, wish, model and launch, so no other option may say them too. */
public final class StateFlags {
    private static final String STATE = "--state";

    @Option(
            names = STATE,
            paramLabel = "STATE",
            description = "The question as one word, in place of model, machine and launch: machine=…&model=…&ctx=….")
    private @Nullable String state;

    /**
     * Returns what is given; empty if nothing is.
     *
     * @param command the command that was parsed
     * @param beside options that go with it beside those of the output
     * @throws CommandException with exit 2 if another option or word is given
     * @throws RefusedException if it cannot be read
     */
    public Optional<State> state(CommandSpec command, String... beside) {
        if (state == null) {
            return Optional.empty();
        }
        List<String> with = new ArrayList<>(List.of(beside));
        with.add(STATE);
        Applicable.only(command, STATE, with.toArray(String[]::new));
        return Optional.of(State.parse(state));
    }
}

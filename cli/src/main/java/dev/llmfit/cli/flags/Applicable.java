package dev.llmfit.cli.flags;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options that go with what a command was asked to do. Where a command does several things, an option of another one is
 * refused: what is given is obeyed or refused, never ignored.
 */
public final class Applicable {
    /** Options that go with everything. */
    private static final List<String> ALWAYS =
            List.of("--json", "--format", "--verbose", "--debug", "--offline", "--plain", "--ascii", "--help");

    private Applicable() {}

    /**
     * Refuses the given options and words that do nothing for an action.
     *
     * @param command the command that was parsed
     * @param action what it was asked to do, as the user wrote it: {@code rules list}
     * @param names the options that go with it, and the labels of words
     * @throws CommandException with exit 2 that names the first other one
     */
    public static void only(CommandSpec command, String action, String... names) {
        Set<String> allowed = new HashSet<>(ALWAYS);
        allowed.addAll(List.of(names));
        ParseResult given = command.commandLine().getParseResult();
        for (OptionSpec option : given.matchedOptions()) {
            if (List.of(option.names()).stream().noneMatch(allowed::contains)) {
                throw refused(option.longestName(), action, command);
            }
        }
        for (PositionalParamSpec word : given.matchedPositionals()) {
            if (!allowed.contains(word.paramLabel())) {
                throw refused(word.paramLabel(), action, command);
            }
        }
    }

    /**
     * Refuses options that go only with an action that is not asked for.
     *
     * @param action what they would go with, as the user writes it
     * @param names these options
     * @throws CommandException with exit 2 that names the first one that is given
     */
    public static void not(CommandSpec command, String action, String... names) {
        ParseResult given = command.commandLine().getParseResult();
        for (String name : names) {
            if (given.hasMatchedOption(name)) {
                throw new CommandException(
                        ExitCode.USAGE, "usage", "'" + name + "' goes with '" + action + "' only.", "leave it out");
            }
        }
    }

    /**
     * Refuses options that an action does not take.
     *
     * @param action what was asked for, as the user wrote it
     * @param names these options
     * @throws CommandException with exit 2 that names the first one that is given
     */
    public static void refuse(CommandSpec command, String action, String... names) {
        ParseResult given = command.commandLine().getParseResult();
        for (String name : names) {
            if (given.hasMatchedOption(name)) {
                throw refused(name, action, command);
            }
        }
    }

    private static CommandException refused(String option, String action, CommandSpec command) {
        return new CommandException(
                ExitCode.USAGE,
                "usage",
                "'" + option + "' does not go with '" + action + "'.",
                "leave it out; see " + command.qualifiedName() + " --help");
    }
}

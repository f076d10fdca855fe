package dev.llmfit.cli;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.json.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in a sentence for people what was wrong with a command line, and what to write. */
final class UsageSentence {
    /** Names that a hint offers; judgement: a sentence with more is not read. */
    private static final int SUGGESTIONS = 3;

    /** What to write for a type that picocli reads by itself. */
    private static final Map<String, String> FORMS = Map.of(
            "int", "write a whole number",
            "long", "write a whole number",
            "double", "write a number");

    private final ParameterException failure;
    private final CommandLine command;
    private final List<String> args;

    private UsageSentence(ParameterException failure, List<String> args) {
        this.failure = failure;
        this.command = failure.getCommandLine();
        this.args = args;
    }

    /**
     * Returns what is told.
     *
     * @param args the whole command line, to say an option as it was written
     */
    static CommandException of(ParameterException failure, List<String> args) {
        return new UsageSentence(failure, args).exception();
    }

    private CommandException exception() {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        Optional<ArgSpec> spec = Optional.ofNullable(failure.getArgSpec());
        if (failure instanceof MissingParameterException missing) {
            return missing(missing.getMissing());
        }
        boolean invalid = String.valueOf(failure.getMessage()).startsWith("Invalid value");
        return spec.filter(s -> invalid).map(this::invalid).orElseGet(this::asIs);
    }

    private CommandException unmatched(UnmatchedArgumentException unmatched) {
        String word = unmatched.getUnmatched().getFirst();
        boolean option = unmatched.isUnknownOption();
        if (command.getParent() == null && !option) {
            List<String> near = Spelling.nearest(word, Commands.shown());
            return usage(
                    "There is no command '" + word + "'.",
                    near.isEmpty() ? "llmfit help lists the commands" : didYouMean(near));
        }
        if (option) {
            String name = word.indexOf('=') < 0 ? word : word.substring(0, word.indexOf('='));
            List<String> near = Spelling.nearest(name, spellings());
            return usage(
                    commandName() + " has no option '" + name + "'.",
                    near.isEmpty() ? "see " + commandName() + " --help" : didYouMean(near));
        }
        int taken = command.getCommandSpec().positionalParameters().size();
        List<String> words = unmatched.getUnmatched();
        return usage(
                "'" + String.join(" ", words) + "' is more than " + commandName() + " takes"
                        + (taken == 0 ? ": it takes options alone." : "."),
                "put a name with blanks into quotes, or see " + commandName() + " --help");
    }

    private CommandException missing(List<ArgSpec> missing) {
        ArgSpec first = missing.getFirst();
        if (first instanceof OptionSpec option) {
            if (option.arity().min() > 1) {
                return usage(
                        written(option) + " needs at least " + option.arity().min() + " values" + label(option) + ".",
                        "see " + commandName() + " --help");
            }
            return usage(written(option) + " needs a value" + label(option) + ".", "see " + commandName() + " --help");
        }
        String what = missing.stream()
                .filter(PositionalParamSpec.class::isInstance)
                .map(a -> a.paramLabel())
                .reduce((a, b) -> a + " and " + b)
                .orElse(first.paramLabel());
        return usage(
                commandName() + " needs " + what + ".",
                what.contains("REF")
                        ? "for example: " + commandName() + " llama3.1:8b"
                        : "see " + commandName() + " --help");
    }

    private static String label(ArgSpec option) {
        return option.paramLabel().isEmpty() ? "" : ": " + option.paramLabel();
    }

    private CommandException invalid(ArgSpec spec) {
        String name = spec instanceof OptionSpec option ? written(option) : spec.paramLabel();
        String value = Optional.ofNullable(failure.getValue()).orElseGet(this::quoted);
        return usage("'" + name + " " + value + "' is not accepted: " + form(spec) + ".", "");
    }

    /** Returns what to write: a word of a list, a number, or what the reader of the value says. */
    private String form(ArgSpec spec) {
        if (spec.typeInfo().isEnum()) {
            return "write one of "
                    + String.join(
                            ", ",
                            spec.typeInfo().getEnumConstantNames().stream()
                                    .map(word -> word.toLowerCase(Locale.ROOT))
                                    .toList());
        }
        String message = String.valueOf(failure.getMessage()).replaceFirst("^Invalid value for [^:]*: *", "");
        for (Map.Entry<String, String> form : FORMS.entrySet()) {
            if (message.endsWith(" is not a " + form.getKey()) || message.endsWith(" is not an " + form.getKey())) {
                return form.getValue();
            }
        }
        int semicolon = message.indexOf(';');
        return semicolon < 0 ? message : message.substring(semicolon + 1).strip();
    }

    /** Returns the value that the message quotes; picocli does not always tell it otherwise. */
    private String quoted() {
        String message = String.valueOf(failure.getMessage()).replaceFirst("^Invalid value for [^:]*:", "");
        int end = message.lastIndexOf('\'');
        int begin = end < 0 ? -1 : message.lastIndexOf('\'', end - 1);
        return begin < 0 ? "…" : message.substring(begin + 1, end);
    }

    private CommandException asIs() {
        String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
        return usage(message.endsWith(".") ? message : message + ".", "see " + commandName() + " --help");
    }

    /** Returns an option as it stands on the command line. */
    private String written(OptionSpec option) {
        List<String> names = List.of(option.names());
        return args.stream()
                .map(a -> a.indexOf('=') < 0 ? a : a.substring(0, a.indexOf('=')))
                .filter(names::contains)
                .findFirst()
                .orElse(names.getFirst());
    }

    private List<String> spellings() {
        return command.getCommandSpec().options().stream()
                .filter(o -> !o.hidden())
                .flatMap(o -> Arrays.stream(o.names()))
                .toList();
    }

    private static String didYouMean(List<String> near) {
        return "did you mean " + String.join(" or ", near.subList(0, Math.min(SUGGESTIONS, near.size()))) + "?";
    }

    private String commandName() {
        return command.getCommandSpec().qualifiedName();
    }

    private static CommandException usage(String message, String hint) {
        return new CommandException(ExitCode.USAGE, "usage", message, hint);
    }
}

package dev.llmfit.cli;

import dev.llmfit.engine.line.OwnOptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The options of a command as the build read them from its annotations. To read those is slower than all that {@code probe} does:
 * Java makes a class for each kind of annotation at every start. A call builds the options that it names, and no other; whatever
 * is not a plain line of them is read by the annotations, and so is each line that is refused, which then is told as ever.
 */
final class PreparedOptions {
    private static final String FOLDER = "options/";

    private final Optional<String> specification;
    private final List<PreparedArgument> arguments;
    private final Map<String, PreparedArgument> options = new HashMap<>();

    private PreparedOptions(Optional<String> specification, List<PreparedArgument> arguments) {
        this.specification = specification;
        this.arguments = arguments;
        for (PreparedArgument argument : arguments) {
            for (String name : argument.names()) {
                options.put(name, argument);
            }
        }
    }

    /** Returns where a command's options lie, from the folder of this class's resources. */
    static String place(String command) {
        return FOLDER + command;
    }

    /** Returns the options of a command; empty if the build prepared none. */
    static Optional<PreparedOptions> of(String command) {
        if (!Commands.all().containsKey(command)) {
            return Optional.empty();
        }
        try (InputStream in = PreparedOptions.class.getResourceAsStream(place(command))) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return Optional.empty(); // of a damaged jar: the annotations tell what is wrong with it
        }
    }

    /** Reads what {@link PreparedArgument#text} wrote: the member that takes the specification, then one argument in each line. */
    static PreparedOptions read(String text) {
        List<PreparedArgument> arguments = new ArrayList<>();
        int end = text.indexOf('\n');
        String specification = text.substring(0, end);
        for (int begin = end + 1; begin < text.length(); begin = end + 1) {
            end = text.indexOf('\n', begin);
            arguments.add(PreparedArgument.read(text.substring(begin, end)));
        }
        return new PreparedOptions(specification.isEmpty() ? Optional.empty() : Optional.of(specification), arguments);
    }

    /** Returns the spellings of the options, with the words that follow them. */
    OwnOptions spellings() {
        Map<String, Integer> values = new HashMap<>();
        options.forEach((name, option) -> values.put(name, option.following()));
        return new OwnOptions(values);
    }

    /**
     * Returns what reads a line; empty if it is not a plain one.
     *
     * @param words what stands behind the command's name
     * @param name the command's name
     * @param command the command, new
     * @param program what stands above it
     */
    Optional<CommandLine> line(List<String> words, String name, Object command, Object program) {
        Set<PreparedArgument> given = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String word : words) {
            if (!isOption(word)) {
                continue;
            }
            int equals = word.indexOf('=');
            PreparedArgument option = options.get(equals < 0 ? word : word.substring(0, equals));
            boolean attachesOption = equals >= 0 && isOption(word.substring(equals + 1)); // picocli refuses it
            if (option == null || option.isHelp() || attachesOption) {
                return Optional.empty();
            }
            given.add(option);
        }
        try {
            CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
            for (PreparedArgument argument : arguments) {
                if (argument.names().isEmpty()) {
                    spec.addPositional(argument.positional(command));
                } else if (argument.isPreset() || given.contains(argument)) {
                    spec.addOption(argument.option(command));
                }
            }
            if (specification.isPresent()) {
                Field field = command.getClass().getDeclaredField(specification.get());
                field.setAccessible(true);
                field.set(command, spec);
            }
            CommandLine line =
                    new CommandLine(CommandSpec.wrapWithoutInspection(program).name("llmfit"));
            line.addSubcommand(name, new CommandLine(spec));
            return Optional.of(line);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " has not the options that the build read", e);
        }
    }

    /** A word that is no number below zero, nor the dash that stands for the standard input. */
    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-' && (word.charAt(1) < '0' || word.charAt(1) > '9');
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(specification.orElse("")).append('\n');
        arguments.forEach(argument -> text.append(argument.text()).append('\n'));
        return text.toString();
    }

    /** Reads the annotations of a command; empty for one with commands below it, whose options are those of methods. */
    static Optional<PreparedOptions> annotated(CommandSpec spec) {
        if (!spec.subcommands().isEmpty()) {
            return Optional.empty();
        }
        List<PreparedArgument> arguments = new ArrayList<>();
        spec.options().forEach(option -> arguments.add(PreparedArgument.annotated(option, spec.userObject())));
        spec.positionalParameters().forEach(word -> arguments.add(PreparedArgument.annotated(word, spec.userObject())));
        Optional<String> specification = Optional.empty();
        for (Field field : spec.userObject().getClass().getDeclaredFields()) {
            if (field.isAnnotationPresent(CommandLine.Spec.class)) {
                specification = Optional.of(field.getName());
            }
        }
        return Optional.of(new PreparedOptions(specification, arguments));
    }
}

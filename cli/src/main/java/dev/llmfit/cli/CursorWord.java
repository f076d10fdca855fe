package dev.llmfit.cli;

import dev.llmfit.answers.complete.Completion;
import dev.llmfit.answers.complete.Completions;
import dev.llmfit.answers.topic.Topics;
import dev.llmfit.cli.shell.Shell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A word of a command line that is being typed: what may stand there. */
final class CursorWord {
    private static final Set<String> HARDWARE = Set.of("--hardware", "--vs-hardware", "--compare");

    /** Types of the KV cache that llama.cpp takes ({@code kv_cache_types} in common/arg.cpp). */
    private static final List<String> CACHE_TYPES =
            List.of("f16", "bf16", "f32", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "iq4_nl");

    private static final Set<String> CACHE =
            Set.of("--cache-type", "--cache-type-k", "--cache-type-v", "--cache-type-k-draft", "--cache-type-v-draft");
    private static final Set<String> FILES = Set.of("FILE", "DIR", "FOLDER");

    private final Shell shell;
    private final String word;
    private final List<Completion> found = new ArrayList<>();
    private boolean file;

    /**
     * Finds what may stand at the cursor.
     *
     * @param before the words before it, without the program's name
     * @param word the word up to the cursor
     */
    CursorWord(Shell shell, List<String> before, String word) {
        this.shell = shell;
        this.word = word;
        if (before.isEmpty()) {
            commands();
            words("", List.of("--help", "--version"), word);
            return;
        }
        Function<Shell, Callable<Integer>> called = Commands.all().get(before.getFirst());
        if (called != null) {
            CommandLine line = new CommandLine(called.apply(shell));
            List<String> rest = before.subList(1, before.size());
            CommandLine below = rest.isEmpty() ? null : line.getSubcommands().get(rest.getFirst());
            argument(
                    before.getFirst(),
                    below == null ? line : below,
                    below == null ? rest : rest.subList(1, rest.size()));
        }
    }

    /** Returns the words. */
    List<Completion> completions() {
        return found;
    }

    /** Returns whether a file may stand there. */
    boolean takesFile() {
        return file;
    }

    private void commands() {
        for (String name : Commands.shown()) {
            if (name.startsWith(word)) {
                CommandSpec spec = CommandSpec.forAnnotatedObject(Commands.of(name, shell));
                found.add(new Completion(name, sentence(spec.usageMessage().description())));
            }
        }
    }

    private static String sentence(String... description) {
        return ManPage.sentence(String.join(" ", description));
    }

    private void argument(String command, CommandLine line, List<String> before) {
        CommandSpec spec = line.getCommandSpec();
        int equals = word.indexOf('=');
        if (word.startsWith("--") && equals > 0) {
            OptionSpec option = spec.findOption(word.substring(0, equals));
            if (option != null) {
                values(option, word.substring(0, equals + 1), word.substring(equals + 1));
            }
            return;
        }
        OptionSpec open = before.isEmpty() ? null : spec.findOption(before.getLast());
        if (open != null && open.arity().min() > 0) {
            values(open, "", word);
            return;
        }
        if (word.startsWith("-")) {
            options(spec);
            return;
        }
        if (before.isEmpty()) {
            line.getSubcommands().forEach((name, sub) -> {
                if (name.startsWith(word)) {
                    found.add(new Completion(
                            name, sentence(sub.getCommandSpec().usageMessage().description())));
                }
            });
        }
        positional(command, spec, before);
    }

    private void options(CommandSpec spec) {
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                Arrays.stream(option.names())
                        .filter(name -> name.startsWith(word))
                        .sorted((a, b) -> b.length() - a.length())
                        .findFirst()
                        .ifPresent(name -> found.add(new Completion(name, sentence(option.description()))));
            }
        }
    }

    private void positional(String command, CommandSpec spec, List<String> before) {
        int place = 0;
        for (int i = 0; i < before.size(); i++) {
            OptionSpec option = spec.findOption(before.get(i));
            if (option == null && !before.get(i).startsWith("-")) {
                place++;
            } else if (option != null && option.arity().min() > 0) {
                i++;
            }
        }
        if (command.equals("help")) {
            if (place == 0) {
                commands();
                words("", Topics.names(), word);
            }
            return;
        }
        if (command.equals("rules") && place == 1 && before.contains("explain")) {
            found.addAll(new Completions(shell.bench()).rules(word));
            return;
        }
        for (var parameter : spec.positionalParameters()) {
            if (parameter.index().contains(place)) {
                values(parameter, "", word);
            }
        }
    }

    /** Adds the values of an option or a word; {@code ahead} stands before each. */
    private void values(ArgSpec spec, String ahead, String begun) {
        List<String> names = spec instanceof OptionSpec option ? List.of(option.names()) : List.of();
        List<String> label =
                List.of(spec.paramLabel().replaceAll("[\\[\\]…. ]+", "").split("[|,]"));
        @Nullable Iterable<String> listed = spec.completionCandidates();
        if (listed != null) {
            words(ahead, StreamSupport.stream(listed.spliterator(), false).toList(), begun);
        } else if (spec.typeInfo().isEnum()) {
            words(
                    ahead,
                    Stream.of(spec.type().getEnumConstants())
                            .map(Object::toString)
                            .toList(),
                    begun);
        }
        if (names.stream().anyMatch(HARDWARE::contains)) {
            add(ahead, Completions.hardware(begun));
        } else if (names.stream().anyMatch(CACHE::contains)) {
            words(ahead, CACHE_TYPES, begun);
        } else if (names.contains("--quant")) {
            add(ahead, Completions.fileTypes(begun));
        } else if (names.contains("--gpu-layers")) {
            words(ahead, List.of("all", "auto"), begun);
        } else if (label.contains("REF") || names.contains("--model")) {
            add(ahead, new Completions(shell.bench()).models(begun));
            file = true;
        } else {
            words(
                    ahead,
                    label.stream().filter(l -> l.matches("[a-z][a-z0-9-]*")).toList(),
                    begun);
        }
        file |= label.stream().anyMatch(FILES::contains);
    }

    private void words(String ahead, List<String> words, String begun) {
        add(
                ahead,
                words.stream()
                        .filter(w -> w.startsWith(begun))
                        .map(Completion::new)
                        .toList());
    }

    private void add(String ahead, List<Completion> completions) {
        completions.forEach(c -> found.add(new Completion(ahead + c.value(), c.tells())));
    }
}

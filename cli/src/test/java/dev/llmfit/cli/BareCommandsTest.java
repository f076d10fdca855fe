package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.cli.flags.DraftFlags;
import dev.llmfit.cli.flags.LaunchFlags;
import dev.llmfit.cli.flags.MlxFlags;
import dev.llmfit.cli.flags.PlacementFlags;
import dev.llmfit.cli.flags.RopeFlags;
import dev.llmfit.cli.flags.VllmFlags;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * No sentence below the command line has its words: what to do next is data ({@code NextStep}), which every shell says in its
 * own way. Flags of llama.cpp, vLLM and mlx-lm are the field's words and may
 * stand anywhere.
 */
class BareCommandsTest {
    private static final Path ROOT = Path.of("..");

    /** Modules whose sentences every shell shows. */
    private static final List<String> MODULES = List.of(
            "units", "json", "gguf-meta", "probe", "rules", "sizing", "recommend", "engine", "answers", "render");

    /** A text block, a literal, or a comment, whichever comes first. */
    private static final Pattern LITERAL = Pattern.compile(
            "\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\]|\\\\.)+'|//[^\\n]*|/\\*.*?\\*/",
            Pattern.DOTALL);

    /** Docker's and Kubernetes' way to hand GPUs to a container; our flag of this name takes a number. */
    private static final String ALL_GPUS = "--gpus all";

    /** nvidia-smi's own option of that name. */
    private static final String OF_NVIDIA = "--format=csv";

    /** The option of {@code ps} of that name. */
    private static final String OF_PS = "--sort=-rss";

    private static final Pattern OURS = Pattern.compile(commands() + "|" + flags());

    private static Shell shell() {
        PrintStream none = new PrintStream(PrintStream.nullOutputStream(), false);
        return new Shell(new Console(none, none, 100, false), CommandRun.bench());
    }

    private static String commands() {
        return "\\bllmfit (?:" + String.join("|", Commands.all().keySet()) + ")\\b";
    }

    private static String flags() {
        Set<String> theirs = new TreeSet<>(names(CommandSpec.forAnnotatedObject(new LaunchFlags())));
        theirs.addAll(names(CommandSpec.forAnnotatedObject(new DraftFlags())));
        theirs.addAll(names(CommandSpec.forAnnotatedObject(new RopeFlags())));
        theirs.addAll(names(CommandSpec.forAnnotatedObject(new PlacementFlags())));
        theirs.addAll(names(CommandSpec.forAnnotatedObject(new VllmFlags())));
        theirs.addAll(names(CommandSpec.forAnnotatedObject(new MlxFlags())));
        theirs.add("--port"); // llama-server's, and every server's
        return Commands.all().values().stream()
                .flatMap(command -> names(new CommandLine(command.apply(shell())).getCommandSpec()).stream())
                .filter(name -> !theirs.contains(name))
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?<![^\\s'\"(\\\\])(?:", ")(?![\\w-])"));
    }

    private static List<String> names(CommandSpec spec) {
        return spec.options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .filter(name -> name.startsWith("--"))
                .toList();
    }

    /** Returns the sentences of a source that have our words; a literal without a blank is a word of some program's command. */
    private static List<String> found(String source) {
        List<String> found = new ArrayList<>();
        Matcher literal = LITERAL.matcher(source);
        while (literal.find()) {
            String text = literal.group(1) == null ? literal.group(2) : literal.group(1);
            if (text != null
                    && text.contains(" ")
                    && OURS.matcher(text.replace(ALL_GPUS, "")
                                    .replace(OF_NVIDIA, "")
                                    .replace(OF_PS, ""))
                            .find()) {
                found.add(text);
            }
        }
        return found;
    }

    @Test
    void noSentenceBelowTheCommandLineHasItsWords() throws IOException {
        List<String> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    found(Files.readString(file)).forEach(text -> all.add(file.getFileName() + ": " + text));
                }
            }
        }
        assertEquals(List.of(), all);
    }

    /** What a rule says; its source may name commands. */
    @Test
    void noRuleHasThem() throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("rules/src/main/resources/rules"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> !line.strip().startsWith("cite:")
                                && !line.strip().startsWith("#"))
                        .filter(line -> OURS.matcher(line.replace(ALL_GPUS, "")).find())
                        .forEach(line -> all.add(file.getFileName() + ": " + line.strip()));
            }
        }
        assertEquals(List.of(), all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "x(\"run llmfit probe again\") ; 1",
                "x(\"allow more with --timeout\") ; 1",
                "x(\"add \\\"--hardware\\\" to it\") ; 1",
                "x(\"llama-server --n-gpu-layers 99\") ; 0",
                "x(\"(?:-m|--model) +\") ; 0",
                "x(\"--json\", \"pass --gpus all\") ; 0",
                "// run llmfit probe again, \"with --timeout\" ; 0",
                "x('\"', \"for another machine run llmfit there\") ; 0"
            })
    void theWordsAreFoundWhereTheyStand(String source, int count) {
        assertEquals(count, found(source).size(), source);
    }
}

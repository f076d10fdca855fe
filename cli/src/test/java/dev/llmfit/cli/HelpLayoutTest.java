package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.Examples.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every help shows real lines, and its options in groups. */
class HelpLayoutTest {
    static List<String> commands() {
        List<String> names = new ArrayList<>(EveryOptionTest.commands().keySet());
        names.addAll(List.of("help", "completion", "man", "uninstall"));
        return names;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyHelpHasExamplesOfItsCommand(String command) {
        List<Example> examples = Examples.all().getOrDefault(command, List.of());
        assertTrue(examples.size() >= 2 && examples.size() <= 4, () -> command + " has " + examples.size());
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.add("--help");
        String help = CommandRun.of(words.toArray(String[]::new)).out();
        for (Example example : examples) {
            assertTrue(example.line().startsWith("llmfit " + command), example.line());
            assertTrue(help.contains("\n  " + example.line() + "\n      " + example.tells() + "\n"), help);
        }
    }

    @Test
    void noExampleIsOfACommandThatIsNot() {
        assertEquals(new TreeSet<>(commands()), new TreeSet<>(Examples.all().keySet()));
    }

    @Test
    void whatSeveralCommandsShareStandsInAGroup() {
        OptionGroups groups = new OptionGroups();
        Map<String, OptionSpec> first = new HashMap<>();
        Map<String, Set<String>> where = new TreeMap<>();
        for (Map.Entry<String, CommandSpec> command : EveryOptionTest.commands().entrySet()) {
            for (OptionSpec option : command.getValue().options()) {
                if (!option.hidden()) {
                    first.putIfAbsent(option.longestName(), option);
                    where.computeIfAbsent(option.longestName(), n -> new TreeSet<>())
                            .add(command.getKey());
                }
            }
        }
        Set<String> alone = Set.of("--top", "--min-tps", "--force", "--batch"); // what a command is about, in each
        List<String> ungrouped = new ArrayList<>();
        where.forEach((name, commands) -> {
            OptionSpec option = Objects.requireNonNull(first.get(name));
            if (commands.size() > 2
                    && !alone.contains(name)
                    && groups.heading(option).equals(OptionGroups.OWN)) {
                ungrouped.add(name + " of " + commands);
            }
        });
        assertEquals(List.of(), ungrouped, "put them into option-groups.txt");
    }
}

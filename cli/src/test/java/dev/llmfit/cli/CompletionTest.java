package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The completion script knows what the help tells. */
class CompletionTest {
    /** An option at the begin of a line of a help text, with a short name or without. */
    private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-[a-zA-Z]+, )?(--[a-z][a-z-]*)");

    private static String script = "";

    @BeforeAll
    static void printScript() {
        CommandRun run = CommandRun.of("completion");
        assertEquals(0, run.exit(), run.err());
        script = run.out();
    }

    static List<String> commands() {
        return Commands.all().keySet().stream()
                .filter(name -> !name.equals("train"))
                .toList();
    }

    @Test
    void everyCommandIsCompleted() {
        assertTrue(script.contains("local commands=\"" + String.join(" ", commands()) + "\"\n"), script);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsCompleted(String command) {
        String start = "function _picocli_llmfit_" + command + "() {";
        assertTrue(script.contains(start), command);
        String function = script.substring(script.indexOf(start));
        function = function.substring(0, function.indexOf("\n}\n"));
        Set<String> missing = new TreeSet<>();
        String help = CommandRun.of(command, "--help").out();
        for (MatchResult option : OPTION.matcher(help).results().toList()) {
            if (!function.contains("'" + option.group(1) + "'")) {
                missing.add(option.group(1));
            }
        }
        assertEquals(Set.of(), missing, function);
        assertTrue(help.contains("--help"), help);
    }

    @Test
    void whatIsHiddenIsNotCompleted() {
        assertFalse(script.contains("train"), script);
    }
}

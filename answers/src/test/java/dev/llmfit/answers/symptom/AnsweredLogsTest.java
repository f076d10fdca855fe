package dev.llmfit.answers.symptom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.Program;
import dev.llmfit.fixtures.RecordedLogs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cause and remedy of failures that people pasted, each answer read by hand; {@code answered.txt} holds them. */
class AnsweredLogsTest {
    private static final CommandWords WORDS = new CommandWords();

    static Stream<String> sections() throws IOException {
        return golden().keySet().stream();
    }

    static Map<String, String> golden() throws IOException {
        Map<String, String> sections = new TreeMap<>();
        try (InputStream in = AnsweredLogsTest.class.getResourceAsStream("answered.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String section : text.split("(?m)^== ", -1)) {
                int end = section.indexOf('\n');
                if (end > 0 && !section.startsWith("#")) {
                    sections.put(
                            section.substring(0, end),
                            section.substring(end + 1).strip());
                }
            }
        }
        return sections;
    }

    /** {@link #main} prints the answers anew; every change of one is to be read. */
    @ParameterizedTest
    @MethodSource("sections")
    void theCauseAndTheRemedyAreTold(String log) throws IOException {
        assertEquals(golden().get(log), answer(log));
    }

    @Test
    void thereAreManyOfThem() throws IOException {
        assertTrue(golden().size() >= 35, golden().size() + " logs");
    }

    /** Flags of llama.cpp are no words of LM Studio's and Ollama's users. */
    @Test
    void eachProgramIsAnsweredInItsOwnWords() throws IOException {
        for (String log : golden().keySet()) {
            SymptomAnswer run = run(log);
            if (run.log().program() == Program.LM_STUDIO || run.log().program() == Program.OLLAMA) {
                for (Sign s : run.signs()) {
                    assertFalse(WORDS.of(s.fix()).contains("llama-server"), log + ": " + s.fix());
                    assertFalse(WORDS.of(s.fix()).contains(" -c "), log + ": " + s.fix());
                }
            }
        }
    }

    private static SymptomAnswer run(String log) {
        return LogCase.run(log, "found");
    }

    private static String answer(String log) {
        SymptomAnswer run = run(log);
        List<String> lines = new ArrayList<>();
        lines.add(run.symptom().id() + " · "
                + run.failed().name().toLowerCase(Locale.ROOT) + " · "
                + run.log().program().title());
        for (LoggedFailure f : run.log().failures()) {
            lines.add("failed: " + f.device().orElse("?") + ", "
                    + f.part().name().toLowerCase(Locale.ROOT)
                    + f.asked()
                            .map(b -> String.format(Locale.ROOT, ", %.1f MiB", b.mib()))
                            .orElse(""));
        }
        for (Remedy r : run.changes()) {
            lines.add(String.format(
                    Locale.ROOT, "%s: %.1f MiB%s", r.change(), r.saves().mib(), r.enough() ? ", enough" : ""));
        }
        for (Sign s : run.signs()) {
            lines.add(s.id() + ": " + WORDS.of(s.text()));
            if (!s.fix().isEmpty()) {
                lines.add("    " + WORDS.of(s.fix()));
            }
        }
        return String.join("\n", lines);
    }

    /** Prints the answers to the logs that are named. */
    public static void main(String[] logs) throws IOException {
        for (String log : logs) {
            if (RecordedLogs.names().contains(log)) {
                System.out.println("== " + log + "\n" + answer(log));
            }
        }
    }
}

package dev.llmfit.engine.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.line.LineOption.Effect;
import dev.llmfit.engine.line.ProgramHelp.Documented;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The table of options against what the programs of b11434 print; {@code bench/launch-options} renews their help. */
class LineOptionsTest {
    /** The build whose help is compared. */
    private static final int BUILD = 11_434;

    /** Defaults that are facts of the machine on which the help was printed. */
    private static final Set<String> OF_THE_MACHINE = Set.of("-t");

    private final LineOptions table = LineOptions.bundled();

    @ParameterizedTest
    @EnumSource(
            value = LineProgram.class,
            mode = Mode.INCLUDE,
            names = {"LLAMA_SERVER", "LLAMA_CLI", "LLAMA_COMPLETION", "LLAMA_BENCH"})
    void everyOptionOfTheHelpIsInTheTable(LineProgram program) throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Documented> all = ProgramHelp.of(program);
        for (Documented documented : all) {
            for (String name : documented.names()) {
                LineOption option = table.find(name, program).orElse(null);
                if (option == null || !option.isOf(program) || !option.isIn(BUILD)) {
                    wrong.add(name + " is missing");
                } else {
                    compare(documented, option, program, wrong);
                }
            }
        }
        assertEquals(List.of(), wrong.stream().distinct().toList());
        assertTrue(all.size() > 40, program + ": " + all.size());
    }

    private static void compare(Documented documented, LineOption option, LineProgram program, List<String> wrong) {
        String key = documented.names().getFirst();
        if (documented.values() != option.values()) {
            wrong.add(key + " is followed by " + documented.values() + " words, not " + option.values());
        }
        if (!documented.variable().equals(option.variable())) {
            wrong.add(key + " is set by " + documented.variable() + ", not " + option.variable());
        }
        boolean said = !documented.byDefault().isEmpty() && !OF_THE_MACHINE.contains(key);
        if (said && !documented.byDefault().equals(option.byDefault(program))) {
            wrong.add(key + " is " + documented.byDefault() + " by default, not " + option.byDefault(program));
        }
    }

    /** What the table has of this build stands in the help of each of its programs. */
    @ParameterizedTest
    @EnumSource(
            value = LineProgram.class,
            mode = Mode.INCLUDE,
            names = {"LLAMA_SERVER", "LLAMA_CLI", "LLAMA_COMPLETION", "LLAMA_BENCH"})
    void everyOptionOfTheTableIsInTheHelp(LineProgram program) throws IOException {
        Set<String> documented = new HashSet<>();
        ProgramHelp.of(program).forEach(d -> documented.addAll(d.names()));
        List<String> more = table.all().stream()
                .filter(o -> o.isOf(program) && o.isIn(BUILD))
                .flatMap(o -> Stream.concat(o.names().stream(), o.negatives().stream()))
                .filter(name -> !documented.contains(name))
                .toList();
        assertEquals(List.of(), more);
    }

    @Test
    void whatIsRefusedOrStandsForOthersSaysWhy() {
        for (LineOption option : table.all()) {
            if (option.effect() == Effect.REFUSED
                    || option.effect() == Effect.PRESET
                    || option.lastBuild().isPresent()) {
                assertFalse(option.note().isBlank(), option.key());
            }
            assertFalse(option.note().endsWith("."), option.key() + ": a clause has no full stop");
        }
    }

    @Test
    void whatAPresetStandsForIsRead() {
        List<String> presets = new ArrayList<>();
        for (LineOption option : table.all()) {
            if (option.effect() == Effect.PRESET) {
                List<String> words = new ArrayList<>(List.of("-m", "F.gguf"));
                words.add(option.key());
                PastedLine line = new LlamaCppLine(LineProgram.LLAMA_SERVER, SizeOptions.ALL)
                        .words(words)
                        .finish();
                assertTrue(line.arguments().stream().anyMatch(a -> a.startsWith("--model=")), option.key());
                presets.add(option.key());
            }
        }
        assertEquals(12, presets.size(), presets.toString());
    }

    @Test
    void underscoresAreHyphensInLongNamesAlone() {
        assertEquals(
                "-c",
                table.find("--ctx_size", LineProgram.LLAMA_SERVER).orElseThrow().key());
        assertTrue(table.find("-ctx_size", LineProgram.LLAMA_SERVER).isEmpty());
    }

    @Test
    void anOptionOfTodayComesBeforeOneThatIsGone() {
        assertEquals(
                0, table.find("--mmap", LineProgram.LLAMA_SERVER).orElseThrow().values());
        assertEquals(
                1, table.find("--mmap", LineProgram.LLAMA_BENCH).orElseThrow().values());
        assertTrue(table.find("--system-prompt-file", LineProgram.LLAMA_CLI)
                .orElseThrow()
                .lastBuild()
                .isEmpty());
        assertFalse(table.find("--mlock", LineProgram.LLAMA_CLI).orElseThrow().isIn(BUILD));
        assertTrue(table.find("--mlock", LineProgram.LLAMA_CLI).orElseThrow().isIn(9_093));
    }
}

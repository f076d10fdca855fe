package dev.llmfit.cli.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonString;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateFlagsTest {
    private static final String STATE = "machine=rtx4090-24g-64g&model=qwen3:8b&ctx=8k&kv=q8_0";

    @TempDir
    private Path folder = Path.of("");

    /** What a command says and what the state that it prints says are the same document. */
    @ParameterizedTest
    @CsvSource({
        "size qwen3:8b:Q4_K_M -c 8192 -ngl 20 --hardware rtx4090-24g-64g",
        "recommend qwen3:8b -c 8192 --use-case coding --vram 12 --ram 32",
        "recommend --prefer speed --hardware rtx4090-24g-64g",
        "plan qwen3:8b --users 2 --min-tps 20 --hardware rtx4090-24g-64g"
    })
    void theStateOfAnAnswerAsksTheSameAgain(String command) {
        String[] words = command.split(" ", -1);
        JsonObject first = document(CommandRun.of((command + " --json").split(" ")));
        String state = state(first);
        JsonObject again = document(CommandRun.of(words[0], "--state", state, "--json"));
        assertEquals(state, state(again));
        for (String part : new String[] {"candidates", "memory", "devices", "options", "offers", "here"}) {
            assertEquals(first.get(part), again.get(part), part);
        }
    }

    @Test
    void whatIsOpenIsAsRecommended() {
        CommandRun run = CommandRun.of("size", "--state", STATE);
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("qwen3:8b · Q8_0 · "), run.out());
        assertTrue(run.out().contains("1 slot · 8,192 tokens"), run.out());
        assertTrue(run.out().contains("KV q8_0/q8_0"), run.out());
    }

    @ParameterizedTest
    @CsvSource({
        "size --state STATE -c 4096, --ctx-size",
        "size --state STATE llama3.1:8b, REF|FILE",
        "size --state STATE ., REF|FILE",
        "size --state STATE --vs -cmoe, --vs",
        "recommend --state STATE --vram 24, --vram",
        "recommend --state STATE --top 3, --top",
        "plan --state STATE llama3.1:8b, REF",
        "plan --state STATE --max-ppl 1, --max-ppl",
        "tui --state STATE --hardware rpi5-8g, --hardware"
    })
    void whatAStateSaysIsNotSaidTwice(String command, String option) {
        CommandRun run = CommandRun.of(command.replace("STATE", STATE).split(" "));
        assertEquals(2, run.exit(), run.err());
        assertEquals(
                "llmfit: '" + option + "' does not go with '--state'. (leave it out; see llmfit "
                        + command.substring(0, command.indexOf(' ')) + " --help)",
                run.err().strip());
        assertEquals("", run.out());
    }

    @Test
    void whatIsNoStateIsToldInOneSentence() {
        CommandRun unknown = CommandRun.of("size", "--state", "modle=qwen3:8b");
        assertEquals(2, unknown.exit());
        assertTrue(unknown.err().contains("'modle' is not a part of a state"), unknown.err());
        assertTrue(unknown.err().contains("model"), unknown.err());
        for (String command : new String[] {"size", "plan"}) {
            CommandRun run = CommandRun.of(command, "--state", "machine=rpi5-8g");
            assertEquals(2, run.exit());
            assertEquals(
                    "llmfit: The state names no model. (add model=NAME)",
                    run.err().strip());
        }
        CommandRun plan = CommandRun.of("plan");
        assertEquals(2, plan.exit());
        assertTrue(plan.err().startsWith("llmfit: llmfit plan needs REF."), plan.err());
    }

    @Test
    void sweepsAndPlotsOfAStateAreDrawn() {
        CommandRun sweep = CommandRun.of("size", "--state", STATE, "--sweep", "ctx=4k,8k");
        assertEquals(0, sweep.exit(), sweep.err());
        assertTrue(sweep.out().contains("4,096") && sweep.out().contains("8,192"), sweep.out());
        Path file = folder.resolve("plot.svg");
        CommandRun plot = CommandRun.of("size", "--state", STATE, "--plot", file.toString());
        assertEquals(0, plot.exit(), plot.err());
        assertTrue(file.toFile().length() > 0);
    }

    private static String state(JsonObject document) {
        return ((JsonString) document.get("state").orElseThrow()).value();
    }

    private static JsonObject document(CommandRun run) {
        assertEquals(0, run.exit(), run.err());
        return (JsonObject) Json.parse(run.out());
    }
}

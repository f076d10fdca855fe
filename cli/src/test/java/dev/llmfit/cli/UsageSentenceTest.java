package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a command line that cannot be read. */
class UsageSentenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "help nonsense|There is no command and no topic 'nonsense'. (topics are quantization, kv-cache, offload, moe, multi-gpu, apple, mtp, troubleshooting, glossary)",
                "nonsense|There is no command 'nonsense'. (llmfit help lists the commands)",
                "sise llama3.1:8b|There is no command 'sise'. (did you mean size?)",
                "size llama3.1:8b -np abc|'-np abc' is not accepted: write a whole number.",
                "size llama3.1:8b --parallel abc|'--parallel abc' is not accepted: write a whole number.",
                "size llama3.1:8b -c abc|'-c abc' is not accepted: write 8192 or 8k.",
                "recommend --min-tps abc|'--min-tps abc' is not accepted: write a number.",
                "recommend --use-case foo|--use-case foo is not known; did you mean fim? Also chat, coding, autocomplete, reasoning, rag, agents, vision, embedding, rerank, batch. (see llmfit recommend --help)",
                "plan a b|'b' is more than llmfit plan takes. (put a name with blanks into quotes, or see llmfit plan --help)",
                "bench --seconds x|'--seconds x' is not accepted: write a whole number.",
                "probe --jsno|llmfit probe has no option '--jsno'. (did you mean --json?)",
                "size -c|-c needs a value: N. (see llmfit size --help)",
                "plan|llmfit plan needs REF. (for example: llmfit plan llama3.1:8b)",
                "matrix|llmfit matrix needs FILE. (llmfit matrix init writes a first one)",
                "models --bandwidth 900GB/s|Models are listed without speeds, so a bandwidth changes nothing. (llmfit recommend tells speeds)"
            })
    void isInWordsOfPeople(String command, String sentence) {
        CommandRun run = CommandRun.of(command.split(" ", -1));
        assertEquals(2, run.exit());
        assertEquals("llmfit: " + sentence, run.err().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "help size", "help help", "version", "help recommend"})
    void wordsThatPeopleTryFirstWork(String command) {
        CommandRun run = CommandRun.of(command.split(" ", -1));
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("llmfit"), run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"recommend llama3.1:8b", "recommend --model llama3.1:8b", "recommend -m llama3.1:8b"})
    void aModelMayStandAlone(String command) {
        CommandRun run = CommandRun.of((command + " --hardware geforce-rtx-3060-12g --offline").split(" ", -1));
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("llama3.1:8b"), run.out());
    }
}

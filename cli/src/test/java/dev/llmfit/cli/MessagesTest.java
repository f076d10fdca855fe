package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.FakeLlamaCpp;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said where something is refused or small: the exit code, and words that a person would write. */
class MessagesTest {
    /** One of something has no plural, and programs and servers are called as they are written. */
    private static final Pattern UGLY = Pattern.compile(
            "\\b1 (layers|tokens|slots|models|files|lines|GPUs|cores|threads|days|hours|minutes|measurements)\\b"
                    + "|\\b0 GiB RAM|No model does not|Llama-|Huggingface\\.co");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "recommend --vram abc                | 2 | not a size: 'abc'",
                "recommend --bandwidth 0 --vram 8    | 2 | --bandwidth 0 is no bandwidth",
                "recommend --gpus 17 --vram 8        | 2 | --gpus takes a number from 0 to 16",
                "probe --gpus 100                    | 2 | --gpus takes a number from 0 to 16",
                "probe --hardware 100xrtx4090        | 2 | names 100 devices, and llama.cpp has 16 at most",
                "recommend --verify --hardware rpi5-8g | 2 | --verify runs on this machine, not on the one that --hardware",
                "recommend --verify --vram 24GiB     | 2 | --verify runs on this machine, not on the one that --vram",
                "recommend --verify --ram 8          | 2 | --verify runs on this machine, not on the one that --ram",
                "models --local no-such-model        | 4 | No model on this machine matches 'no-such-model'.",
                "models no-such-model                | 4 | No model matches 'no-such-model'."
            })
    void refusesAtOnceWithTheCodeOfTheContract(String command, int code, String sentence) {
        CommandRun run = CommandRun.of(command.strip().split(" +"));
        assertEquals(code, run.exit(), run::err);
        assertTrue(run.err().contains(sentence), run::err);
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recommend --model smollm2:135m --ram 100MiB",
                "recommend --hardware rpi5-8g --min-tps 5000",
                "recommend --model qwen3:30b --vram 18 --ram 32 --top 8",
                "recommend --model gpt-oss:20b --vram 12 --ram 32 --top 8",
                "recommend --model qwen3:8b --vram 24 --margin 50GiB",
                "size qwen3:0.6b -c 1 --vram 8",
                "plan qwen3:0.6b --top 1"
            })
    void areWordsThatAPersonWouldWrite(String command) {
        CommandRun run = CommandRun.of(command.split(" "));
        String text = run.out() + run.err();
        assertFalse(UGLY.matcher(text).find(), text);
        assertFalse(text.contains("  0.0 █"), text);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void programsAreCalledAsTheyAreWritten(@TempDir Path folder) {
        String programs = FakeLlamaCpp.rich().install(folder).toString();
        CommandRun run = CommandRun.of("size", "smollm2:135m", "-c", "512", "--engine-says=" + programs);
        assertEquals(7, run.exit(), run::err);
        assertTrue(run.err().startsWith("llmfit: llama-fit-params was not found."), run::err);
        CommandRun hub = CommandRun.with(
                Map.of("LLMFIT_HF_ENDPOINT", "http://127.0.0.1:9"), "size", "hf:no-such-org/no-such-model:Q4_K_M");
        assertFalse(UGLY.matcher(hub.err()).find(), hub::err);
    }
}

package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.engine.line.ShellWords;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Launches of vLLM for several users, as text. */
class TeamCommandTest {
    private static CommandRun run(String command) {
        return CommandRun.of(ShellWords.split("recommend " + command).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "team-fp8, 0, qwen3:32b --engine vllm --users 10 --ctx 16k --hardware '4x l40s'",
        "team-one, 0, qwen3:8b --engine vllm --hardware 'RTX 4090'",
        "team-awq, 0, qwen3:32b --engine vllm --users 2 --ctx 8k --hardware '2x RTX 3090'",
        "team-many, 0, llama3.1:8b --engine vllm --users 100 --ctx 8k --hardware '8x h100-sxm5-80g'",
        "team-too-many, 3, llama3.3:70b --engine vllm --users 200 --ctx 32k --hardware '2x h100-sxm5-80g'",
        "team-compose, 0, gpt-oss:20b --engine vllm --users 10 --hardware 'RTX 5090' --emit compose",
        "team-systemd, 0, qwen3.6:27b --engine vllm --users 4 --hardware h200 --emit systemd",
        "team-kubernetes, 0, qwen3:8b --engine vllm --users 20 --hardware '2x RTX 3090' --emit kubernetes",
    })
    void textIsAsRecorded(String golden, int exit, String command) throws IOException {
        CommandRun run = run(command);
        assertEquals(exit, run.exit(), run.err());
        GoldenText.check(golden, run.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "2 | qwen3:8b --engine vlm --hardware l40s | There is no engine 'vlm' that is sized here.",
                "2 | --engine vllm --hardware l40s | needs a model",
                "2 | qwen3:8b --engine vllm --emit ollama --hardware l40s | knows vllm, compose, systemd, kubernetes and json",
                "2 | qwen3:8b --engine vllm --prefer speed --hardware l40s | '--prefer' does not go with '--engine vllm'",
                "3 | qwen3:8b --engine vllm --hardware apple-m3-max-40c-64g | has none of them",
                "3 | deepseek-r1:671b --engine vllm --hardware l40s | no split, quantization or cache",
                "3 | qwen3:8b --engine vllm --ctx 128k --hardware l40s | more than the 40960 tokens that qwen3-8b was trained",
            })
    void aMistakeIsOneSentence(int exit, String command, String sentence) {
        CommandRun run = run(command);
        assertEquals(exit, run.exit(), run.err());
        assertTrue(run.err().contains(sentence), run.err());
    }

    @Test
    void moreUsersThanAStepHasTokensWait() {
        CommandRun run = run("qwen3:8b --engine vllm --users 9000 --ctx 512 --hardware h100-sxm5-80g");
        assertTrue(run.out().contains("--max-num-seqs 2048 --max-num-batched-tokens 2048"), run.out());
    }
}

package dev.llmfit.cli.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.engine.line.ShellWords;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A launch of another engine than llama.cpp, as text. */
class EngineSizeCommandTest {
    private static CommandRun run(String command) {
        return CommandRun.of(ShellWords.split("size " + command).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "size-vllm, 0, qwen3:32b --engine vllm -tp 2 --max-model-len 32k --hardware '2x RTX 4090' --quantization awq",
        "size-vllm-refused, 3, qwen3:32b --engine vllm --hardware l40s",
        "size-mlx, 0, qwen3.5:9b --engine mlx --bits 4 --prompt-tokens 64k --hardware apple-m4-pro-20c-24g",
        "size-mlx-refused, 3, gemma3:4b --engine mlx --kv-bits 8 --prompt-tokens 8k --hardware apple-m4-pro-20c-24g",
        "size-mlx-limit, 3, llama3.3:70b --engine mlx --bits 4 --max-kv-size 1000 --hardware apple-m4-max-40c-48g",
        "size-vllm-known, 0, qwen3.6:27b --engine vllm --hardware h200 --kv-cache-dtype fp8 --available-kv-bytes 48.6GiB",
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
                "2 | qwen3:8b --engine vlm | There is no engine 'vlm' that is sized here. (did you mean 'vllm' or 'mlx'?)",
                "2 | qwen3:8b --max-model-len 3 | '--max-model-len' goes with '--engine vllm' only.",
                "2 | qwen3:8b --bits 4 | '--bits' goes with '--engine mlx' only.",
                "2 | qwen3:8b --engine mlx -tp 2 | '--tensor-parallel-size' goes with '--engine vllm' only.",
                "2 | qwen3:8b --engine mlx --bits 7 | expected one of 2, 3, 4, 5, 6, 8",
                "2 | qwen3:8b --engine mlx --mode mxfp5 | did you mean",
                "2 | qwen3:8b --engine vllm -ngl 3 --hardware l40s | '--n-gpu-layers' does not go with '--engine vllm'.",
                "2 | qwen3:8b --engine vllm --quantization awk --hardware l40s | did you mean awq",
                "2 | qwen3:8b --engine vllm --engine-build new --hardware l40s | 'new' is no release of vLLM",
                "2 | qwen3:8b --engine vllm --gpu-memory-utilization 1.5 --hardware l40s | expected a share above 0",
                "2 | qwen3:8b --engine vllm --speculative-config mtp --hardware l40s | '--speculative-config' is no JSON",
                "3 | qwen3:8b --engine vllm --hardware apple-m3-max-40c-64g | has none of them",
                "3 | qwen3:8b --engine vllm -tp 2 --hardware l40s | it needs 2 GPUs",
                "3 | qwen3:8b --engine vllm -tp 3 --hardware '4x l40s' | the 32 attention heads of qwen3-8b are not divisible by",
            })
    void aMistakeIsOneSentence(int exit, String command, String sentence) {
        CommandRun run = run(command);
        assertEquals(exit, run.exit(), run.err());
        assertTrue(run.err().contains(sentence), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }
}

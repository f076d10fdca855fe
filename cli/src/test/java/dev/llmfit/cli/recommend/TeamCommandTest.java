package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.engine.line.ShellWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "team-nodes, 0, deepseek-r1:671b --engine vllm --users 100 --ctx 16k --nodes 2 --hardware '8x h100-sxm5-80g'",
        "team-copies, 0, llama3.3:70b --engine vllm --users 200 --ctx 16k --nodes 3 --hardware '8x h100-sxm5-80g'",
        "team-stages, 0, qwen3:32b --engine vllm --users 4 --ctx 16k --hardware '3x RTX 3090'",
        "team-amd, 0, qwen3:8b --engine vllm --users 4 --hardware mi300x",
        "team-over-slots, 3, qwen3:8b --engine vllm --users 300 --hardware '2x RTX 3090'",
        "team-amd-systemd, 0, qwen3:8b --engine vllm --users 4 --hardware mi300x --emit systemd",
        "team-compose, 0, gpt-oss:20b --engine vllm --users 10 --hardware 'RTX 5090' --emit compose",
        "team-systemd, 0, qwen3.6:27b --engine vllm --users 4 --hardware h200 --emit systemd",
        "team-kubernetes, 0, qwen3:8b --engine vllm --users 20 --hardware '2x RTX 3090' --emit kubernetes",
        "team-lws, 0, deepseek-r1:671b --engine vllm --users 100 --ctx 16k --nodes 2 --hardware '8x h100-sxm5-80g' --emit lws",
        "team-kuberay, 0, llama3.1:8b --engine vllm --users 40 --ctx 8k --nodes 2 --hardware '2x l40s' --emit kuberay",
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
                "2 | qwen3:8b --engine mlx --hardware l40s | --engine may be vllm beside llama.cpp: launches of mlx-lm are sized, not recommended.",
                "2 | qwen3:8b --engine vllm --users 0 --hardware l40s | --users must be at least 1, not 0.",
                "2 | qwen3:8b --engine vllm --users -1 --hardware l40s | --users must be at least 1, not -1.",
                "2 | qwen3:8b --engine vllm --users 2147483647 --hardware l40s | --users must be at most 100,000, not 2,147,483,647.",
                "2 | qwen3:8b --engine vllm --ctx -1 --hardware l40s | --ctx must be at least 1, not -1.",
                "2 | qwen3:8b --engine vllm --ctx 0 --hardware l40s | --ctx must be at least 1, not 0.",
                "2 | qwen3:8b --engine vllm --emit compose --hardware mi300x | --emit compose is written for cards of NVIDIA alone",
                "2 | qwen3:4b --engine vllm --emit kubernetes --hardware 'Arc B580' | these are of Intel. Take --emit vllm or systemd.",
                "2 | --engine vllm --hardware l40s | needs a model",
                "2 | qwen3:8b --engine vllm --emit ollama --hardware l40s | knows vllm, compose, systemd, kubernetes, lws, kuberay and json",
                "2 | qwen3:8b --engine vllm --prefer speed --hardware l40s | '--prefer' does not go with '--engine vllm'",
                "3 | qwen3:8b --engine vllm --hardware apple-m3-max-40c-64g | has none of them",
                "3 | qwen2.5:7b --engine vllm --hardware '8x gtx-1050-2g' | needs a GPU of compute capability 7.5 or more, and GTX 1050 has 6.1",
                "3 | qwen3:8b --engine vllm --users 100000 --ctx 2000000000 --hardware h100-sxm5-80g | 2000000000",
                "3 | qwen3:8b --engine vllm --hardware rx-6900-xt-16g | its builds for AMD know no gfx1030",
                "2 | qwen3:8b --engine vllm --nodes 0 --hardware l40s | --nodes must be at least 1, not 0.",
                "2 | qwen3:8b --engine vllm --nodes 65 --hardware l40s | --nodes must be at most 64, not 65.",
                "2 | qwen3:8b --nodes 2 --hardware l40s | '--nodes'",
                "2 | deepseek-r1:671b --engine vllm --nodes 2 --emit compose --hardware '8x h100-sxm5-80g' | is written for one computer, and it takes 2. Take --emit vllm or lws or kuberay.",
                "2 | qwen3:8b --engine vllm --emit lws --hardware l40s | is written for several computers, and one holds it. Take --emit vllm or compose or systemd or kubernetes or kuberay.",
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

    /** Rows of the page that {@code bench/teams} writes; all of them take minutes. */
    @ParameterizedTest
    @CsvSource({"4x-l40s, 4x l40s-48g, llama3.3:70b, 10", "8x-h100, 8x h100-sxm5-80g, gpt-oss:120b, 1"})
    void thePageOfTeamsSaysWhatIsAdvised(String table, String machine, String model, int users) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "engines", "teams.md"));
        String row = page.substring(page.indexOf("<!-- " + table + " -->"))
                .lines()
                .filter(line -> line.startsWith("| " + model + " | " + users + " |"))
                .findFirst()
                .orElseThrow();
        String why = row.substring(row.lastIndexOf("| ", row.length() - 2) + 2, row.length() - 2);
        CommandRun run = run(model + " --users " + users + " --ctx 16k --json --hardware '" + machine + "'");
        assertTrue(run.out().contains("\"" + why + "\""), why);
    }
}

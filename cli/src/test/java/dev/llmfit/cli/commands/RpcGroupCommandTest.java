package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups of machines over RPC servers that are not there yet, held against each machine alone. */
class RpcGroupCommandTest {
    private static CommandRun run(String model, String... more) {
        List<String> words = new ArrayList<>(List.of("recommend", model, "--hardware", "geforce-rtx-3090-24g"));
        words.addAll(List.of(more));
        return CommandRun.of(words.toArray(String[]::new));
    }

    /** 70 billion weights want more than one card of 24 GiB; three hosts hold them in five bits. */
    @Test
    void severalCardsInSeveralHostsHoldAModelThatOutgrowsOne() {
        CommandRun run =
                run("llama3.3:70b", "--rpc-hardware", "RTX 3090", "--rpc-hardware", "RTX 4090", "--rpc-link", "10GbE");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("Better together. The group runs llama3.3:70b Q"), run.out());
        assertTrue(
                run.out().contains("ggml-rpc-server -H host1 -p 50052\n  ggml-rpc-server -H host2 -p 50052"),
                run.out());
        assertTrue(run.out().contains("--rpc host1:50052,host2:50052"), run.out());
        assertFalse(run.out().contains("vLLM"), run.out());
        assertFalse(run.out().contains("Ollama"), run.out());
    }

    /** Its server is rated by bandwidth alone, so that more speed is no reason to take it. */
    @Test
    void aServerWithoutAGpuIsNotCalledFaster() {
        CommandRun run = run("llama3.3:70b", "--quant", "IQ3_XXS", "--rpc-hardware", "CPU only 64GB", "--json");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("\"better\" : false"), run.out());
        assertTrue(run.out().contains("CPU only 64GB has no GPU"), run.out());
    }

    /** What one machine holds gains nothing by a network. */
    @Test
    void aModelThatOneMachineHoldsStaysThere() {
        CommandRun run = run("qwen3:8b", "--rpc-hardware", "RTX 3090");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("Better alone."), run.out());
        assertFalse(run.out().contains("ggml-rpc-server"), run.out());
    }
}

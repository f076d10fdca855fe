package dev.llmfit.engine.log;

import java.util.List;
import java.util.Optional;

/**
 * What people paste beside logs: tables of tools.
 *
 * @param ollama rows of {@code ollama ps}
 * @param nvidia the table of {@code nvidia-smi}; without cards where there is none
 * @param bench the table of {@code llama-bench}
 */
public record Pasted(List<OllamaPs> ollama, NvidiaSmiTable nvidia, Optional<BenchTable> bench) {
    public Pasted {
        ollama = List.copyOf(ollama);
    }

    static Pasted in(List<String> lines) {
        return new Pasted(OllamaPs.in(lines), NvidiaSmiTable.in(lines), BenchTable.in(lines));
    }

    /** Returns whether there is none. */
    public boolean isEmpty() {
        return ollama.isEmpty() && nvidia.cards().isEmpty() && bench.isEmpty();
    }
}

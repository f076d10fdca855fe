package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.arch.HyperParameters;
import java.util.stream.IntStream;

/**
 * Which layers of a model keep keys and values, and which a recurrent state.
 *
 * <p>Source: {@code llama_model::create_memory} and the filters of {@code llama_memory_hybrid}.
 */
public final class MemoryKind {
    private final HyperParameters hp;
    private final boolean none;
    private final boolean anyAttention;

    private MemoryKind(HyperParameters hp) {
        this.hp = hp;
        this.none = !keepsMemory(hp.architecture());
        this.anyAttention = IntStream.range(0, hp.nLayer()).anyMatch(this::hasAttention);
    }

    /** Returns the kind of memory of a model. */
    public static MemoryKind of(HyperParameters hp) {
        return new MemoryKind(hp);
    }

    /** Returns whether a model keeps anything between batches: encoders and diffusion models do not. */
    private static boolean keepsMemory(String architecture) {
        return switch (architecture) {
            case "bert",
                    "modern-bert",
                    "nomic-bert",
                    "nomic-bert-moe",
                    "neo-bert",
                    "jina-bert-v2",
                    "jina-bert-v3",
                    "eurobert",
                    "gemma-embedding",
                    "dream",
                    "llada",
                    "llada-moe",
                    "rnd1",
                    "clef" -> false;
            default -> true;
        };
    }

    /** Returns whether any layer keeps keys and values. */
    public boolean hasAttention() {
        return anyAttention;
    }

    /** Returns whether a layer keeps keys and values. */
    public boolean hasAttention(int il) {
        if (none) {
            return false;
        }
        return switch (hp.architecture()) {
            case "falcon-h1" -> true;
            case "nemotron_h", "nemotron_h_moe" -> !hp.isRecr(il) && hp.nFf(il) == 0;
            default -> !hp.isRecr(il);
        };
    }

    /** Returns whether a layer keeps the keys of a sparse-attention indexer. */
    public boolean hasIndexer(int il) {
        return switch (hp.architecture()) {
            case "deepseek32" -> true;
            case "glm-dsa" -> hp.isIndexerFull(il);
            default -> false;
        };
    }

    /** Returns whether a layer keeps a recurrent state. */
    public boolean isRecurrent(int il) {
        if (none) {
            return false;
        }
        return switch (hp.architecture()) {
            case "falcon-h1" -> true;
            case "nemotron_h", "nemotron_h_moe" -> hp.isRecr(il) && hp.nFf(il) == 0;
            default -> hp.isRecr(il);
        };
    }
}

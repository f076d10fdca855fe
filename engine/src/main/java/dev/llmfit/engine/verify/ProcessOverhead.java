package dev.llmfit.engine.verify;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.units.Bytes;

/**
 * What a process of llama.cpp keeps in memory beside weights, context and output once a model is loaded: the program, its
 * threads and graphs, and the vocabulary, of which every token takes its text twice and an entry of a map
 * ({@code llama_vocab::impl}). Compute buffers are not in it.
 *
 * <p>Measured with {@code llama-server} b11434 on Linux, weights copied, resident size less the printed buffers: 36 MiB with
 * 49,152 tokens (SmolLM2-135M), 46 and 51 MiB with 128,256 (llama3.2-1b and -3b), 62 MiB with 262,144 (gemma3-1b), 67 MiB with
 * 151,936 and two RPC servers (qwen3-4b).
 *
 * @param low smallest
 * @param typical what is expected
 * @param high largest
 */
record ProcessOverhead(Bytes low, Bytes typical, Bytes high) {
    ProcessOverhead {
        if (low.compareTo(typical) > 0 || typical.compareTo(high) > 0) {
            throw new IllegalArgumentException("overhead of " + low + ", typically " + typical + ", at most " + high);
        }
    }

    /** A line through the readings above: 36, 46 and 62 MiB with 49, 128 and 262 thousand tokens. */
    private static final Bytes PROGRAM = Bytes.ofMib(30);

    /** The slope of that line. */
    private static final long BYTES_PER_TOKEN = 131;
    /** Measured with the embedded engine on three models: 60, 64 and 68 MiB more than {@code llama-server}. */
    private static final Bytes JVM = Bytes.ofMib(63);

    /** From the typical to the largest reading of {@code runtime-overhead.csv}, 45 and 120 MiB. */
    private static final Bytes MOST = Bytes.ofMib(75);

    /** Returns the overhead of {@code llama-server} with a model. */
    static ProcessOverhead of(Model model) {
        long tokens = model.tensors().stream()
                .filter(t -> t.name().equals("token_embd.weight"))
                .mapToLong(TensorInfo::ne1)
                .findFirst()
                .orElse(0);
        Bytes typical = PROGRAM.plus(Bytes.of(Math.multiplyExact(tokens, BYTES_PER_TOKEN)));
        return new ProcessOverhead(Bytes.of(typical.count() * 3 / 4), typical, typical.plus(MOST));
    }

    /** Returns the overhead when the engine runs inside a JVM. */
    ProcessOverhead inJvm() {
        return new ProcessOverhead(low.plus(JVM), typical.plus(JVM), high.plus(JVM));
    }
}

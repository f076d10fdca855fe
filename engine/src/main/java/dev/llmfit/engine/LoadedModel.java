package dev.llmfit.engine;

import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.engine.process.ResidentMemory;
import dev.llmfit.probe.Probe;
import dev.llmfit.units.Bytes;

/** A model that an engine has loaded in a process of its own; {@link #close()} ends the process. */
public sealed interface LoadedModel extends AutoCloseable permits LlamaServer, EmbeddedLlama.Session {

    /** Returns the buffers that the engine says it allocated. */
    MeasuredBuffers buffers();

    /** Returns the process id. */
    long pid();

    /**
     * Runs one request and returns the engine's durations.
     *
     * @param promptTokens tokens of the prompt
     * @param generate tokens to generate
     * @param seed varies the prompt, so that nothing is taken from a cache
     */
    ServerTiming complete(int promptTokens, int generate, int seed);

    /** Returns the resident memory of the process. */
    default Probe<Bytes> residentMemory() {
        return ResidentMemory.of(pid());
    }

    @Override
    void close();
}

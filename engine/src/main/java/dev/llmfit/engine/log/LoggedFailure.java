package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * Memory that was asked for and not given.
 *
 * @param device where, by the name that the log uses for the device; {@code host} for system memory; empty if the log does not say
 * @param asked how much, if the log says
 * @param part what it was for
 * @param available what was there, if the line of the failure says
 * @param words the line of the log that says it best
 * @param line its place among the lines of the load, from 0
 */
public record LoggedFailure(
        Optional<String> device, Optional<Bytes> asked, Part part, Optional<Bytes> available, String words, int line) {
    public static final String HOST = "host";

    /** What an allocation is for. */
    public enum Part {
        /** Tensors of the model. */
        WEIGHTS,
        /** KV cache or recurrent state. */
        CONTEXT,
        /** Scratch of the compute graph, while the context is made. */
        COMPUTE,
        /** Logits that the caller reads. */
        OUTPUT,
        /** Vision or audio projector. */
        PROJECTOR,
        /** Scratch of the backend while tokens are computed: pools, cuBLAS, command buffers. */
        RUN,
        /** The whole launch, refused beforehand or ended by the system. */
        PROCESS
    }

    /** Returns whether system memory was short. */
    boolean onHost() {
        return device.filter(HOST::equals).isPresent();
    }
}

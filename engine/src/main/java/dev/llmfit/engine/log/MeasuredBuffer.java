package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;

/**
 * A buffer that llama.cpp says it allocated.
 *
 * @param buffer name of the buffer as printed, for example {@code CUDA0}, {@code CPU_Mapped} or {@code RPC0[127.0.0.1:50052]}
 * @param kind what it holds
 * @param size its size; llama.cpp prints MiB with two decimals, so it is known to 5,243 bytes
 */
public record MeasuredBuffer(String buffer, Kind kind, Bytes size) {
    /** What a buffer holds. */
    public enum Kind {
        /** Tensors of the model. */
        WEIGHTS,
        /** KV cache, all of its parts. */
        KV,
        /** Recurrent state. */
        RECURRENT,
        /** Scratch of the compute graph. */
        COMPUTE,
        /** Logits and embeddings that the caller reads. */
        OUTPUT
    }

    /** Returns whether the buffer lies in the memory of the host: pageable, pinned, mapped or repacked. */
    public boolean onHost() {
        return buffer.startsWith("CPU") || buffer.endsWith("_Host") || buffer.equals("AMX") || buffer.equals("BLAS");
    }

    /** Returns whether it is a view of the model's file; then its size is that of the mapped range. */
    boolean mapped() {
        return buffer.endsWith("_Mapped");
    }

    /** Returns whether it is a second copy of weights in the order the CPU likes. */
    boolean repacked() {
        return buffer.equals("CPU_REPACK") || buffer.equals("CPU_AARCH64") || buffer.equals("AMX");
    }
}

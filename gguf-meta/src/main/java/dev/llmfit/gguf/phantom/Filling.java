package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.TensorInfo;

/** What stands in a tensor of a phantom file; a hole in the file reads as zeros and takes no disk. */
enum Filling {
    /** Zeros, not written. */
    HOLE,
    /** The number 1 everywhere: norms, scales, frequency factors, which are divided by or multiplied with. */
    ONES,
    /** The number -1 everywhere: decay rates, which must be negative. */
    MINUS_ONES,
    /** Seeded random values everywhere: embeddings, so that tokens differ. */
    RANDOM,
    /** Seeded random values in a page of every row: routers, so that tokens go to different experts. */
    RANDOM_PAGE;

    /**
     * Returns what a tensor needs so that activations stay finite and experts are chosen as in a real model.
     *
     * @param hasRouters whether the model has routers, without which embeddings may be zero
     */
    static Filling of(TensorInfo tensor, boolean hasRouters) {
        String name = tensor.name();
        if (tensor.type().isQuantized()) {
            return hasRouters && name.equals("token_embd.weight") ? RANDOM : HOLE;
        }
        if (isRouter(tensor)) {
            return RANDOM_PAGE;
        }
        if (name.equals("token_embd.weight")) {
            return hasRouters ? RANDOM : HOLE;
        }
        if (name.endsWith(".ssm_a")) {
            return MINUS_ONES;
        }
        boolean vector = tensor.dimensions() < 2;
        if (name.endsWith(".weight") && (vector || name.contains("norm"))) {
            return ONES;
        }
        // The streams of gemma3n are divided by their length, which must not be zero.
        return name.startsWith("altup_") ? RANDOM : HOLE;
    }

    /** Returns whether the tensor chooses experts. */
    static boolean isRouter(TensorInfo tensor) {
        return tensor.name().endsWith(".ffn_gate_inp.weight");
    }
}

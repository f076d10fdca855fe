package dev.llmfit.sizing.vllm;

/**
 * What experts in MXFP4 are padded to. Source: {@code mxfp4_round_up_hidden_size_and_intermediate_size} in {@code
 * fused_moe/oracle/mxfp4.py}, for the kernel that vLLM picks on each kind of GPU.
 *
 * @param streamTile of the width of the residual stream
 * @param widthTile of the width of an expert on one GPU
 */
record VllmTiles(int streamTile, int widthTile) {
    /** Triton's kernels on Hopper pad the width of an expert alone. */
    private static final VllmTiles TRITON = new VllmTiles(1, 64);

    /** Marlin, and TensorRT-LLM's kernels on data-centre Blackwell. */
    private static final VllmTiles MARLIN = new VllmTiles(256, 128);

    static VllmTiles of(VllmGpu gpu) {
        return gpu.isHopper() ? TRITON : MARLIN;
    }

    long stream(long size) {
        return Math.ceilDiv(size, streamTile) * streamTile;
    }

    long width(long size) {
        return Math.ceilDiv(size, widthTile) * widthTile;
    }
}

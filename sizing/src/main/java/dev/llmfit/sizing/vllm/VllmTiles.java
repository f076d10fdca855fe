package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineModel;
import java.util.Optional;

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

    /**
     * Returns what TensorRT-LLM's kernel adds to experts in 16 bits, where it is installed ({@code
     * unquantized_round_up_hidden_size_and_intermediate_size}); empty if nothing.
     */
    static Optional<String> note(EngineModel model, VllmLaunch launch) {
        if (!launch.gpu().isBlackwell()
                || launch.split().experts()
                || launch.weights().quantization() != VllmQuantization.NONE
                || model.traits().nativeType().startsWith("MXFP4")) {
            return Optional.empty();
        }
        long side = VllmScheme.SIDE;
        return model.trunk().tensors().stream()
                .filter(t -> t.name().endsWith("ffn_down_exps.weight"))
                .map(t -> t.ne0() / launch.split().tensor())
                .filter(width -> width % side != 0)
                .findFirst()
                .map(width ->
                        "FlashInfer's kernels, which vLLM's images have, pad the width of an expert on each GPU from "
                                + width + " to " + Math.ceilDiv(width, side) * side + "; counted is "
                                + "an installation without them.");
    }

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

package dev.llmfit.sizing.vllm;

import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineLayers;
import dev.llmfit.sizing.engines.EngineModel;

/**
 * Bytes of a tensor of a layer on one GPU. Source: {@code model_executor/layers/linear.py} (column, row and fused layers), {@code
 * layers/fused_moe}, {@code layers/quantization}; which layer is which: {@code models}.
 */
final class VllmLinear {
    /** Bytes of a weight in 16 bits, and in float32. */
    private static final int PLAIN = 2;

    private static final int WIDE = 4;

    private final EngineModel model;
    private final EngineLayers layers;
    private final VllmClass traits;
    private final VllmFormats formats;
    private final boolean spreadsExperts;
    private final boolean multipliesWide;
    private final long tensor;
    private final boolean gated;
    private final VllmFusion fusion;
    private final VllmTiles tiles;

    VllmLinear(EngineModel model, VllmLaunch launch) {
        this.model = model;
        this.layers = model.layers();
        this.traits = VllmClass.of(model);
        this.formats = VllmFormats.of(model, launch);
        this.spreadsExperts = launch.split().experts();
        this.multipliesWide = launch.gpu().isHopper() || launch.gpu().isBlackwell();
        this.tensor = launch.split().tensor();
        this.tiles = VllmTiles.of(launch.gpu());
        this.gated = model.trunk().tensors().stream().anyMatch(t -> t.name().contains(".ffn_gate."));
        this.fusion = VllmFusion.of(model, gated, tensor);
    }

    /**
     * Returns the bytes of a tensor.
     *
     * @param t the tensor
     * @param part its name without the layer
     * @param layer its layer
     */
    long bytes(TensorInfo t, String part, int layer) {
        if (part.contains("exp_probs_b")) {
            return t.elements() * WIDE;
        }
        if (part.endsWith("_exps.weight")) {
            return experts(t, part, layer);
        }
        if (part.endsWith("_exps.bias") && isMxfp4()) {
            return expertBias(t, part);
        }
        boolean key = part.startsWith("attn_k.");
        boolean value = part.startsWith("attn_v.");
        if (traits.has(VllmTrait.SHARED_LAYERS_WITHOUT_KV)
                && layer >= layers.sharedFrom()
                && (part.startsWith("attn_k") || value)) {
            return 0;
        }
        if ((key || value) && !traits.has(VllmTrait.SPLIT_KV)) {
            return keysOrValues(t, part, layer);
        }
        if (part.startsWith("attn_qkv") && model.traits().attentionInterval() == 0) {
            return fusedAttention(t, part, layer);
        }
        if (isWhole(part) && !isSplitNorm(part)) {
            return whole(t, part, layer);
        }
        if (traits.has(VllmTrait.KIMI_DELTA) && (part.startsWith("ssm_conv1d") || part.equals("ssm_dt.bias"))) {
            return t.elements() / tensor * WIDE;
        }
        if (part.startsWith("ssm_conv1d") && traits.has(VllmTrait.MAMBA_2)) {
            boolean kernel = t.dimensions() > 1;
            long rows = VllmWeights.extraGroupRows(model, tensor) * (kernel ? t.ne0() : 1);
            return (t.elements() + rows) / tensor * (kernel ? WIDE : PLAIN);
        }
        if (t.dimensions() == 1 || VllmFormats.isNoMatrix(part) || part.contains("ffn_gate_inp")) {
            return t.elements() / tensor * (part.equals("ssm_a") ? WIDE : PLAIN);
        }
        // Keys of latent attention are stored the other way round.
        boolean turned = part.startsWith("attn_k_b");
        long rows = (turned ? t.ne0() : t.ne1()) * t.ne2();
        if (part.startsWith("ssm_in.")) {
            rows += VllmWeights.extraGroupRows(model, tensor);
            long scaled = traits.has(VllmTrait.SCALED_STATE_INPUTS) ? rows / tensor * PLAIN : 0;
            return matrix(part, layer, rows / tensor, t.ne0()) + scaled;
        }
        if (gatesInWords(part, layer)) {
            return matrix(part, layer, rows, t.ne0());
        }
        return splitsInputs(part)
                ? matrix(part, layer, rows, t.ne0() / tensor)
                : matrix(part, layer, rows / tensor, turned ? t.ne1() : t.ne0());
    }

    /** Queries, keys and values are split by heads; a head of keys is repeated where there are more GPUs than heads. */
    private long keysOrValues(TensorInfo t, String part, int layer) {
        long heads = layers.kvHeads(layer);
        boolean bias = t.dimensions() == 1;
        long all = bias ? t.ne0() : t.ne1();
        // Without a number of heads, which a layer beside attention has not, all is split.
        long rows = heads == 0 ? all / tensor : all / heads * Math.max(1, heads / tensor);
        if (bias) {
            return rows * PLAIN;
        }
        if (keysAreValues(part, layer)) {
            rows *= 2;
        }
        return matrix(part, layer, rows, t.ne0());
    }

    private long fusedAttention(TensorInfo t, String part, int layer) {
        long heads = layers.heads(layer);
        long kv = layers.kvHeads(layer);
        boolean bias = t.dimensions() == 1;
        long unit = (bias ? t.ne0() : t.ne1()) / (heads + 2 * kv);
        long rows = unit * (heads / tensor + 2 * Math.max(1, kv / tensor));
        return bias ? rows * PLAIN : matrix(part, layer, rows, t.ne0());
    }

    private long whole(TensorInfo t, String part, int layer) {
        boolean router = part.equals("ffn_gate_inp.weight");
        if (router && !formats.of(part, layer).isPlain()) {
            return matrix(part, layer, t.ne1(), t.ne0());
        }
        if (t.dimensions() == 2 && !router && !VllmFormats.isNoMatrix(part) && !part.contains("ffn_gate_inp")) {
            return matrix(part, layer, t.ne1(), t.ne0());
        }
        if (part.startsWith("indexer.k_norm")) {
            return t.elements() * WIDE;
        }
        return t.elements() * (router && routerIsWide() ? WIDE : PLAIN);
    }

    /** Where no kernel multiplies 16 bits into float32, some classes keep routers in float32 ({@code GateLinear}). */
    private boolean routerIsWide() {
        return traits.has(VllmTrait.WIDE_ROUTER) || (traits.has(VllmTrait.ROUTER_WIDENED) && !multipliesWide);
    }

    private long experts(TensorInfo t, String part, int layer) {
        VllmScheme kept = isMxfp4() ? VllmQuantization.MXFP4.scheme() : formats.of(part, layer);
        long cols = t.ne0();
        long rows = t.ne1();
        long count = t.ne2();
        boolean down = part.startsWith("ffn_down");
        int joined = part.startsWith("ffn_gate_up") ? 2 : 1;
        if (spreadsExperts) {
            count = Math.ceilDiv(count, tensor);
        } else if (down) {
            cols /= tensor;
        } else {
            rows /= tensor;
        }
        if (kept.equals(VllmQuantization.MXFP4.scheme())) {
            cols = down ? tiles.width(cols) : tiles.stream(cols);
            rows = down ? tiles.stream(rows) : tiles.width(rows);
        }
        long width = down ? cols : rows / joined;
        long stream = down ? rows : cols;
        VllmScheme fits = kept.forExperts(width, stream)
                .orElseThrow(() -> new LaunchRefusedException(
                        VllmEngine.TITLE,
                        "no group of 32 inputs or more divides the width " + width + " of an expert on each GPU"));
        boolean biased = formats.extras().expertBias() && !isMxfp4() && !kept.isPlain() && fits.equals(kept);
        long matrix = kept.isTiled()
                ? joined * kept.tiled(0, rows / joined, cols, VllmScheme.tileOfExperts(width, stream))
                : fits.matrix(rows, cols);
        return count * (matrix + (long) kept.partBytes() * joined + (biased ? rows * PLAIN : 0) + shape(kept, part));
    }

    private boolean isMxfp4() {
        return model.traits().nativeType().startsWith("MXFP4");
    }

    /** Packed experts keep the shape that they had, gate and up as one, two numbers of 16 bits each. */
    private static long shape(VllmScheme kept, String part) {
        return kept.layerBytes() > 0 && !part.startsWith("ffn_up") ? 2 * PLAIN : 0;
    }

    /** Biases of MXFP4 experts are padded like their rows. */
    private long expertBias(TensorInfo t, String part) {
        boolean down = part.startsWith("ffn_down");
        long rows = down || spreadsExperts ? t.ne0() : t.ne0() / tensor;
        long count = spreadsExperts ? Math.ceilDiv(t.ne1(), tensor) : t.ne1();
        return count * (down ? tiles.stream(rows) : tiles.width(rows)) * PLAIN;
    }

    /** Tiles of FP8 must not be parted ({@code validate_fp8_block_shape} in {@code fp8_utils.py}). */
    private void checkTiles(VllmScheme kept, String part, long inputs) {
        if (kept.isTiled() && tensor > 1 && inputs % VllmScheme.SIDE != 0) {
            throw new LaunchRefusedException(
                    VllmEngine.TITLE,
                    "the " + inputs + " inputs of " + part.replace(".weight", "") + " on each of " + tensor
                            + " GPUs are no multiple of the " + VllmScheme.SIDE + " of a tile of FP8");
        }
    }

    private long matrix(String part, int layer, long rows, long cols) {
        VllmScheme kept = formats.of(part, layer);
        if (kept.isPlain()) {
            return rows * cols * PLAIN;
        }
        if (splitsInputs(part)) {
            checkTiles(kept, part, cols);
        }
        if (kept.parts(cols)) {
            throw new LaunchRefusedException(
                    VllmEngine.TITLE,
                    "the " + cols + " inputs of " + part.replace(".weight", "") + " on each GPU are no multiple of the "
                            + kept.group() + " that share a scale");
        }
        // Both inputs of a gate lie in one matrix, whose tiles hold the second one too.
        boolean within = kept.isTiled() && part.startsWith("ssm_alpha");
        boolean second = kept.isTiled() && gated && part.startsWith("ffn_up");
        long bytes =
                within ? rows * cols : second ? kept.tiled(rows, rows, cols, VllmScheme.SIDE) : kept.matrix(rows, cols);
        return bytes
                + (long) kept.partBytes() * fusion.parts(part, keysAreValues(part, layer))
                + (long) kept.layerBytes() * fusion.layers(part);
    }

    /** Returns whether the fused layer holds keys a second time as values. */
    private boolean keysAreValues(String part, int layer) {
        return model.traits().keysAreValues() && part.startsWith("attn_k.") && !layers.windowed(layer);
    }

    /** GPTQ keeps both inputs of a gate of Qwen 3.5's delta nets whole on each GPU ({@code qwen_gdn_linear_attn.py}). */
    private boolean gatesInWords(String part, int layer) {
        return (part.startsWith("ssm_alpha") || part.startsWith("ssm_beta"))
                && !traits.has(VllmTrait.FUSED_STATE_INPUTS)
                && formats.of(part, layer).packing() == VllmScheme.Packing.INPUTS;
    }

    private static boolean splitsInputs(String part) {
        return part.startsWith("attn_output")
                || part.startsWith("ffn_down")
                || part.startsWith("ssm_out")
                || part.startsWith("shortconv.out_proj");
    }

    private boolean isSplitNorm(String part) {
        boolean state = part.startsWith("ssm_norm") && traits.splitsStateNorm();
        boolean heads = part.startsWith("attn_q_norm") || part.startsWith("attn_k_norm");
        return state || (heads && traits.has(VllmTrait.SPLIT_HEAD_NORMS));
    }

    /** Returns whether every GPU has the whole tensor. */
    private static boolean isWhole(String part) {
        return part.contains("norm")
                || part.contains("ffn_gate_inp")
                || part.startsWith("attn_q_a.")
                || part.startsWith("attn_kv_a_mqa")
                || part.contains("indexer")
                || part.contains("layer_output_scale")
                || part.startsWith("inp_gate")
                || part.equals("proj.weight")
                || part.startsWith("ssm_f_a")
                || part.startsWith("ssm_g_a")
                || part.startsWith("ffn_latent")
                || part.equals("attn_output.bias")
                || part.equals("ffn_down.bias")
                || part.equals("ffn_down_exps.bias")
                || part.equals("ffn_down_exps.scale")
                || part.contains("position_embd")
                || part.contains("altup")
                || part.contains("laurel");
    }
}

package dev.llmfit.sizing.vllm;

import dev.llmfit.gguf.checkpoint.StoredTensor;
import dev.llmfit.gguf.checkpoint.StoredWeights;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineParts.Tower;
import java.util.List;
import java.util.Optional;

/**
 * Bytes of a vision tower and its projector on a GPU of the first stage: linear layers are split like those of the text model, with
 * the biases of their columns; embeddings, norms and the biases of rows are whole on each.
 *
 * <p>Source: {@code models/qwen2_vl.py}, {@code qwen2_5_vl.py}, {@code qwen3_vl.py}, {@code siglip.py}, {@code clip.py}, {@code
 * pixtral.py}, {@code gemma4_mm.py}, {@code mllama4.py}.
 */
final class VllmTower {
    /** Bytes of a weight in 16 bits. */
    private static final int PLAIN = 2;

    /** Red, green and blue; also queries, keys and values. */
    private static final int THREE = 3;

    /** Frames that Qwen's towers take together. */
    private static final int FRAMES = 2;

    /** Patches that Qwen's and Pixtral's mergers join. */
    private static final int MERGED = 4;

    /** Patch sizes of Qwen2-VL and Qwen3-VL; Gemma 4 has that of the latter. */
    private static final int QWEN2_PATCH = 14;

    private static final int QWEN3_PATCH = 16;

    /** Learned positions of Qwen3-VL, {@code num_position_embeddings}. */
    private static final int QWEN3_POSITIONS = 2304;

    /** Positions of one axis of Gemma 4, {@code position_embedding_size}. */
    private static final int GEMMA4_POSITIONS = 10_240;

    /** Rotation of Qwen's towers: 8,192 positions, half of a head's width of 16 heads ({@code qwen2_vl.py}, {@code qwen3_vl.py}). */
    private static final int ROTATION = 8192;

    private static final int HALF_HEADS = 32;

    /** Position ids of Gemma 3's tower: 64 × 64 of 8 bytes. */
    private static final int GEMMA3_POSITION_IDS = 32_768;

    /** A feed-forward network of SigLIP is quantized only if both of its widths are multiples of it ({@code siglip.py}). */
    private static final int SIGLIP_TILE = 64;

    /** Llama 4: weights of the tower that are whole on each GPU, and bytes of its rotation, 577 × 44 complex numbers. */
    private static final int LLAMA4_WHOLE = 1_106_688;

    private static final int LLAMA4_ROTATION = 203_104;

    private final Tower tower;
    private final VllmLaunch launch;
    private final long tensor;
    private final long e;
    private final long ff;
    private long bytes;

    private VllmTower(Tower tower, VllmLaunch launch) {
        this.tower = tower;
        this.launch = launch;
        this.tensor = tower.kind().equals("gemma4") ? 1 : launch.split().tensor();
        this.e = tower.hidden();
        this.ff = tower.ff();
    }

    /** Returns the bytes of a model's tower; 0 without one. */
    static long bytes(EngineModel model, VllmLaunch launch) {
        Optional<StoredWeights> stored = VllmFormats.of(model, launch).stored();
        if (stored.isPresent()) {
            List<StoredTensor> tensors = stored.get().tower();
            boolean plain = tensors.stream().allMatch(t -> t.type().isPlain());
            if (tensors.isEmpty() || !plain || model.tower().isEmpty()) {
                return VllmStoredTower.bytes(tensors, launch.split().tensor());
            }
        }
        if (model.tower().isPresent()) {
            return new VllmTower(model.tower().get(), launch).bytes();
        }
        if (!VllmClass.of(model).sees()) {
            return 0;
        }
        long all = model.parts().towerParameters();
        return (all - LLAMA4_WHOLE) * PLAIN / launch.split().tensor() + (long) LLAMA4_WHOLE * PLAIN + LLAMA4_ROTATION;
    }

    private VllmQuantization quantization() {
        return launch.weights().everyLinear() ? launch.weights().quantization() : VllmQuantization.NONE;
    }

    /** Adds what is whole on each GPU. */
    private void whole(long weights) {
        bytes += weights * PLAIN;
    }

    /** Adds layers whose outputs are split, with their biases. */
    private void columns(VllmQuantization kept, long inputs, long outputs, boolean bias) {
        bytes += matrix(kept, outputs / tensor, inputs) + (bias ? outputs / tensor * PLAIN : 0);
    }

    /** Adds layers whose inputs are split; their biases are whole. */
    private void rows(VllmQuantization kept, long inputs, long outputs, boolean bias) {
        bytes += matrix(kept, outputs, inputs / tensor) + (bias ? outputs * PLAIN : 0);
    }

    private static long matrix(VllmQuantization kept, long rows, long cols) {
        return kept.scheme().matrix(rows, cols) + kept.scheme().layerBytes();
    }

    private void parts(VllmQuantization kept, int count) {
        bytes += (long) kept.scheme().partBytes() * count;
    }

    private long bytes() {
        switch (tower.kind()) {
            case "qwen2vl" -> {
                whole((long) THREE * FRAMES * QWEN2_PATCH * QWEN2_PATCH * e + ROTATION * (e / HALF_HEADS));
                encoder(quantization(), quantization(), false, true, 4 * e);
                whole(2 * e);
                merger();
            }
            case "qwen25vl" -> {
                whole((long) THREE * FRAMES * QWEN2_PATCH * QWEN2_PATCH * e + ROTATION * (e / HALF_HEADS));
                encoder(quantization(), quantization(), true, true, 2 * e);
                whole(e);
                merger();
            }
            case "qwen3vl" -> {
                whole((long) THREE * FRAMES * QWEN3_PATCH * QWEN3_PATCH * e + e + QWEN3_POSITIONS * e);
                whole(ROTATION * (e / HALF_HEADS));
                encoder(quantization(), quantization(), false, true, 4 * e);
                whole(2 * e);
                merger();
                for (int i = 0; i < tower.deepstack(); i++) {
                    whole(2 * MERGED * e);
                    merger();
                }
            }
            case "clip" -> {
                whole(e + THREE * tower.patch() * tower.patch() * e + (patches() + 1) * e + 4 * e);
                encoder(exceptModelOpt(), siglipNetwork(), false, true, 4 * e);
                columns(VllmQuantization.NONE, e, tower.out(), true);
                rows(VllmQuantization.NONE, tower.out(), tower.out(), true);
            }
            case "siglip-gemma3" -> {
                whole(THREE * tower.patch() * tower.patch() * e + e + patches() * e + 2 * e);
                encoder(exceptModelOpt(), siglipNetwork(), false, true, 4 * e);
                whole(e * tower.out() + e);
                bytes += GEMMA3_POSITION_IDS;
            }
            case "pixtral" -> {
                whole(THREE * tower.patch() * tower.patch() * e + e);
                encoder(exceptModelOpt(), exceptModelOpt(), true, false, 2 * e);
                if (tower.merges()) {
                    whole(e + MERGED * e * e);
                }
                columns(quantization(), e, tower.out(), tower.projectorBias());
                rows(quantization(), tower.out(), tower.out(), tower.projectorBias());
                parts(quantization(), 2);
            }
            case "gemma4" -> {
                VllmQuantization kept = compressed();
                columns(kept, (long) THREE * QWEN3_PATCH * QWEN3_PATCH, e, false);
                whole(2L * GEMMA4_POSITIONS * e);
                whole((tower.standardised() ? 2 * e : 0) + tower.head());
                encoder(kept, kept, true, false, 2 * tower.head() + 4 * e);
                columns(kept, e, tower.out(), false);
            }
            default -> {
                return 0;
            }
        }
        return bytes;
    }

    /** ModelOpt leaves these towers as they are. */
    private VllmQuantization exceptModelOpt() {
        return quantization() == VllmQuantization.NVFP4 ? VllmQuantization.NONE : quantization();
    }

    private VllmQuantization siglipNetwork() {
        boolean even = e % SIGLIP_TILE == 0 && ff % SIGLIP_TILE == 0;
        return even ? exceptModelOpt() : VllmQuantization.NONE;
    }

    /** Gemma 4's tower is a model of transformers: only compressed-tensors reaches it. */
    private VllmQuantization compressed() {
        return switch (quantization()) {
            case W4A16, W8A8_FP8, W8A8_INT8 -> quantization();
            default -> VllmQuantization.NONE;
        };
    }

    /** Adds the layers of the encoder: attention, a feed-forward network with or without a gate, norms. */
    private void encoder(
            VllmQuantization attention, VllmQuantization network, boolean gated, boolean bias, long norms) {
        for (int i = 0; i < tower.layers(); i++) {
            columns(attention, e, THREE * e, bias);
            rows(attention, e, e, bias);
            columns(network, e, (gated ? 2 : 1) * ff, bias);
            rows(network, ff, e, bias);
            whole(norms);
            parts(attention, THREE + 1);
            parts(network, gated ? THREE : 2);
        }
    }

    private void merger() {
        long inner = MERGED * e;
        columns(quantization(), inner, inner, true);
        rows(quantization(), inner, tower.out(), true);
        parts(quantization(), 2);
    }

    private long patches() {
        return (tower.image() / tower.patch()) * (tower.image() / tower.patch());
    }
}

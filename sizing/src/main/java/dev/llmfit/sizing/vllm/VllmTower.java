package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineParts.Tower;

/**
 * Bytes of a vision tower and its projector on a GPU of the first stage: linear layers are split, embeddings and norms are not.
 *
 * <p>Source: {@code models/qwen2_vl.py}, {@code qwen2_5_vl.py}, {@code qwen3_vl.py}, {@code siglip.py}, {@code clip.py}, {@code
 * pixtral.py}, {@code gemma4_mm.py}, {@code mllama4.py}.
 */
final class VllmTower {
    /** Bytes of a weight in 16 bits. */
    private static final int PLAIN = 2;

    /** Red, green and blue. */
    private static final int COLOURS = 3;

    /** Frames that Qwen's towers take together. */
    private static final int FRAMES = 2;

    /** Patches of a side that Qwen's and Pixtral's mergers join, squared. */
    private static final int MERGED = 4;

    /** Patch sizes of Qwen2-VL and Qwen3-VL. */
    private static final int QWEN2_PATCH = 14;

    private static final int QWEN3_PATCH = 16;

    /** Learned positions of Qwen3-VL, {@code num_position_embeddings}. */
    private static final int QWEN3_POSITIONS = 2304;

    /** Positions of one axis of Gemma 4, {@code position_embedding_size}. */
    private static final int GEMMA4_POSITIONS = 10_240;

    /** Entries of the table of Qwen3-VL's rotation: 8,192 positions, a head's width of 16 heads, halved ({@code qwen3_vl.py}). */
    private static final int QWEN3_ROTATION = 8192;

    private static final int QWEN3_HALF_HEADS = 32;

    private final Tower tower;
    private final long tensor;
    private final VllmQuantization quantization;

    private VllmTower(Tower tower, VllmLaunch launch) {
        this.tower = tower;
        this.tensor = launch.split().tensor();
        this.quantization = launch.weights().everyLinear() ? launch.weights().quantization() : VllmQuantization.NONE;
    }

    /** Returns the bytes of a model's tower; 0 without one. */
    static long bytes(EngineModel model, VllmLaunch launch) {
        if (model.tower().isPresent()) {
            return new VllmTower(model.tower().get(), launch).bytes();
        }
        boolean counted = VllmClass.of(model).sees();
        return counted
                ? model.parts().towerParameters() * PLAIN / launch.split().tensor()
                : 0;
    }

    private long bytes() {
        long e = tower.hidden();
        boolean gated = switch (tower.kind()) {
            case "qwen25vl", "pixtral", "gemma4" -> true;
            default -> false;
        };
        long linear = MERGED * e * e + (gated ? COLOURS : 2) * e * tower.ff();
        long total = parameters();
        if (tower.kind().equals("gemma4")) {
            return PLAIN * total; // whole on every GPU
        }
        long merger = 0;
        if (tower.kind().startsWith("qwen")) {
            long inner = MERGED * e;
            merger = (1 + tower.deepstack()) * (inner * inner + inner * tower.out());
        } else if (tower.kind().equals("pixtral")) {
            merger = e * tower.out() + tower.out() * tower.out();
        }
        long split = tower.layers() * linear + merger;
        if (tower.kind().equals("qwen3vl")) {
            total += QWEN3_ROTATION * (e / QWEN3_HALF_HEADS);
        }
        return PLAIN * (total - split) + shrunk(split / tensor);
    }

    /** A square matrix that stands for all; the towers' own shapes make a difference of some 0.1 %. */
    private static final int SIDE = 4096;

    private long shrunk(long weights) {
        return (long) ((double) weights * quantization.matrix(SIDE, SIDE) / ((double) SIDE * SIDE));
    }

    private long parameters() {
        long e = tower.hidden();
        long ff = tower.ff();
        return switch (tower.kind()) {
            case "qwen2vl" ->
                COLOURS * FRAMES * QWEN2_PATCH * QWEN2_PATCH * e
                        + tower.layers() * (4 * e + biased(e, 3 * e) + biased(e, e) + biased(e, ff) + biased(ff, e))
                        + 2 * e
                        + merger();
            case "qwen25vl" ->
                COLOURS * FRAMES * QWEN2_PATCH * QWEN2_PATCH * e
                        + tower.layers() * (2 * e + biased(e, 3 * e) + biased(e, e) + 2 * biased(e, ff) + biased(ff, e))
                        + e
                        + merger();
            case "qwen3vl" ->
                COLOURS * FRAMES * QWEN3_PATCH * QWEN3_PATCH * e
                        + e
                        + QWEN3_POSITIONS * e
                        + tower.layers() * (4 * e + biased(e, 3 * e) + biased(e, e) + biased(e, ff) + biased(ff, e))
                        + 2 * e
                        + merger()
                        + tower.deepstack() * (8 * e + merger());
            case "clip" ->
                e
                        + COLOURS * tower.patch() * tower.patch() * e
                        + (patches() + 1) * e
                        + 4 * e
                        + encoder()
                        + biased(e, tower.out())
                        + biased(tower.out(), tower.out());
            case "siglip-gemma3" ->
                COLOURS * tower.patch() * tower.patch() * e
                        + e
                        + patches() * e
                        + 2 * e
                        + encoder()
                        + e * tower.out()
                        + e;
            case "pixtral" ->
                COLOURS * tower.patch() * tower.patch() * e
                        + e
                        + tower.layers() * (2 * e + 4 * e * e + 3 * e * ff)
                        + (tower.merges() ? e + MERGED * e * e : 0)
                        + e * tower.out()
                        + tower.out() * tower.out()
                        + (tower.projectorBias() ? 2 * tower.out() : 0);
            case "gemma4" ->
                COLOURS * QWEN3_PATCH * QWEN3_PATCH * e
                        + 2 * GEMMA4_POSITIONS * e
                        + tower.layers() * (4 * e * e + 2 * tower.head() + 4 * e + 3 * e * ff)
                        + (tower.standardised() ? 2 * e : 0)
                        + e * tower.out();
            default -> 0;
        };
    }

    private static long biased(long inputs, long outputs) {
        return inputs * outputs + outputs;
    }

    private long patches() {
        return (tower.image() / tower.patch()) * (tower.image() / tower.patch());
    }

    private long encoder() {
        long e = tower.hidden();
        return tower.layers() * (4 * e + 4 * biased(e, e) + biased(e, tower.ff()) + biased(tower.ff(), e));
    }

    private long merger() {
        long inner = MERGED * tower.hidden();
        return biased(inner, inner) + biased(inner, tower.out());
    }
}

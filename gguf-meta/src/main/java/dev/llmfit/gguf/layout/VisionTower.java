package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.json.AuditedFields;
import java.util.Optional;

/**
 * Lays out the file of a vision projector (mmproj) from the group {@code vision_tower} of a catalogue entry, as
 * {@code convert_hf_to_gguf.py --mmproj} writes it in F16.
 *
 * <p>Source: the converter's classes {@code Gemma3VisionModel}, {@code Gemma4VisionModel}, {@code Qwen2VLVisionModel}, {@code
 * Qwen3VLVisionModel} and {@code LlavaVisionModel}, and {@code clip_model_loader::load_tensors} in {@code tools/mtmd/clip.cpp}.
 */
public final class VisionTower {
    /** Above any encoder that is known (Pixtral of Mistral Large 3: 48); keeps a mistake in the catalogue from taking all memory. */
    private static final int MOST_LAYERS = 200;

    /** The same for widths (Pixtral of Mistral Large 3: 12,288). */
    private static final int WIDEST = 1 << 20;

    /** Red, green and blue; also queries, keys and values in one matrix. */
    private static final int COLOURS = 3;

    /** Heads of the encoders of Qwen, Gemma 3, CLIP and Pixtral; of those of 768 wide there are 12 ({@code config.json} of each). */
    private static final int HEADS = 16;

    private static final int NARROW = 768;
    private static final int NARROW_HEADS = 12;

    /** Patches of a side of a square that the merger joins, {@code spatial_merge_size}. */
    private static final int MERGE = 2;

    /** Learned positions of Qwen3-VL, {@code num_position_embeddings}. */
    private static final int QWEN3_POSITIONS = 2304;

    /** Qwen2.5-VL sees the whole image in every eighth layer, {@code fullatt_block_indexes}. */
    private static final int QWEN25_WINDOWS = 8;

    /** Positions of one axis in Gemma 4, {@code position_embedding_size}. */
    private static final int GEMMA4_POSITIONS = 10_240;

    private static final int QWEN2_PATCH = 14;
    private static final int QWEN3_PATCH = 16;
    private static final int GEMMA4_PATCH = 16;

    private final HeaderBuilder out;
    private final AuditedFields fields;
    private final int width;
    private final int ff;
    private final int layers;
    private final int text;

    private VisionTower(String name, AuditedFields fields) {
        this.out = new HeaderBuilder("clip", name);
        this.fields = fields;
        this.width = fields.count("hidden", WIDEST);
        this.ff = fields.count("ff", WIDEST);
        this.layers = fields.count("layers", MOST_LAYERS);
        this.text = fields.count("out", WIDEST);
    }

    /**
     * Returns the projector's file.
     *
     * @param name of the model that it belongs to
     * @param fields the group of the entry
     * @return empty if the kind of tower is not laid out here
     */
    public static Optional<Model> of(String name, AuditedFields fields) {
        String kind = fields.text("kind");
        VisionTower tower = new VisionTower("mmproj of " + name, fields);
        boolean known = switch (kind) {
            case "qwen2vl" -> tower.qwen2("qwen2vl_merger", false);
            case "qwen25vl" -> tower.qwen2("qwen2.5vl_merger", true);
            case "qwen3vl" -> tower.qwen3();
            case "siglip-gemma3" -> tower.gemma3();
            case "gemma4" -> tower.gemma4();
            case "pixtral" -> tower.pixtral();
            case "clip" -> tower.llava();
            default -> false;
        };
        return known ? Optional.of(tower.out.build("mmproj of " + name)) : Optional.empty();
    }

    private void keys(String type, int patch, int image, int heads) {
        out.set("has_vision_encoder", true);
        out.set("projector_type", type);
        out.set("vision.image_size", image);
        out.set("vision.patch_size", patch);
        out.set("vision.embedding_length", width);
        out.set("vision.feed_forward_length", ff);
        out.set("vision.block_count", layers);
        out.set("vision.attention.head_count", heads);
        out.set("vision.projection_dim", text);
    }

    private int heads() {
        return width == NARROW ? NARROW_HEADS : HEADS;
    }

    private void patches(int patch, int frames, boolean bias) {
        out.typed(GgmlType.F16, "v.patch_embd.weight", patch, patch, COLOURS, width);
        if (frames > 1) {
            out.typed(GgmlType.F16, "v.patch_embd.weight.1", patch, patch, COLOURS, width);
        }
        if (bias) {
            out.tensor("v.patch_embd.bias", width);
        }
    }

    /** Adds the layers of an encoder: attention in three matrices, a feed-forward with or without a gate. */
    private void blocks(boolean bias, boolean normBias, boolean gated) {
        for (int il = 0; il < layers; il++) {
            String block = "v.blk." + il + ".";
            for (String part : new String[] {"attn_q", "attn_k", "attn_v", "attn_out"}) {
                out.linear(block + part, width, width, bias);
            }
            norms(block, normBias);
            feedForward(block, bias, gated);
        }
    }

    private void norms(String block, boolean bias) {
        out.norm(block + "ln1", width, bias);
        out.norm(block + "ln2", width, bias);
    }

    private void feedForward(String block, boolean bias, boolean gated) {
        if (gated) {
            out.linear(block + "ffn_gate", width, ff, bias);
        }
        out.linear(block + "ffn_up", width, ff, bias);
        out.linear(block + "ffn_down", ff, width, bias);
    }

    private void merger() {
        int square = MERGE * MERGE * width;
        out.linear("mm.0", square, square, true);
        out.linear("mm.2", square, text, true);
    }

    private boolean qwen2(String type, boolean gated) {
        keys(type, QWEN2_PATCH, QWEN2_PATCH, heads());
        if (gated) {
            out.set("vision.n_wa_pattern", QWEN25_WINDOWS);
        }
        patches(QWEN2_PATCH, 2, false);
        blocks(true, !gated, gated);
        out.norm("v.post_ln", width, !gated);
        merger();
        return true;
    }

    private boolean qwen3() {
        keys("qwen3vl_merger", QWEN3_PATCH, QWEN3_PATCH, heads());
        out.set("vision.spatial_merge_size", MERGE);
        patches(QWEN3_PATCH, 2, true);
        out.tensor("v.position_embd.weight", width, QWEN3_POSITIONS);
        for (int il = 0; il < layers; il++) {
            String block = "v.blk." + il + ".";
            out.linear(block + "attn_qkv", width, (long) COLOURS * width, true);
            out.linear(block + "attn_out", width, width, true);
            norms(block, true);
            feedForward(block, true, false);
        }
        out.norm("v.post_ln", width, true);
        int square = MERGE * MERGE * width;
        int deep = fields.optionalCount("deepstack", layers).orElse(0);
        for (int i = 0; i < deep; i++) {
            // which layers they are does not change their sizes
            String name = "v.deepstack." + i + ".";
            out.norm(name + "norm", square, true);
            out.linear(name + "fc1", square, square, true);
            out.linear(name + "fc2", square, text, true);
        }
        merger();
        return true;
    }

    private boolean gemma3() {
        int patch = fields.count("patch", WIDEST);
        int image = fields.count("image", WIDEST);
        keys("gemma3", patch, image, heads());
        patches(patch, 1, true);
        out.tensor("v.position_embd.weight", width, (long) (image / patch) * (image / patch));
        blocks(true, true, false);
        out.norm("v.post_ln", width, true);
        out.tensor("mm.input_projection.weight", text, width);
        out.tensor("mm.soft_emb_norm.weight", width);
        return true;
    }

    private boolean gemma4() {
        int head = fields.count("heads_dim", WIDEST);
        keys("gemma4v", GEMMA4_PATCH, GEMMA4_PATCH, Math.max(1, width / Math.max(1, head)));
        patches(GEMMA4_PATCH, 1, false);
        out.tensor("v.position_embd.weight", width, GEMMA4_POSITIONS, 2);
        for (int il = 0; il < layers; il++) {
            String block = "v.blk." + il + ".";
            for (String part : new String[] {"attn_q", "attn_k", "attn_v", "attn_out"}) {
                out.linear(block + part, width, width, false);
            }
            out.tensor(block + "attn_q_norm.weight", head);
            out.tensor(block + "attn_k_norm.weight", head);
            norms(block, false);
            out.tensor(block + "attn_post_norm.weight", width);
            out.tensor(block + "ffn_post_norm.weight", width);
            feedForward(block, false, true);
        }
        if (fields.optionalFlag("std").orElse(false)) {
            out.tensor("v.std_bias", width);
            out.tensor("v.std_scale", width);
        }
        out.tensor("mm.input_projection.weight", width, text);
        return true;
    }

    private boolean pixtral() {
        int patch = fields.count("patch", WIDEST);
        keys("pixtral", patch, patch, heads());
        patches(patch, 1, false);
        out.norm("v.pre_ln", width, false);
        blocks(false, false, true);
        if (fields.optionalFlag("merge").orElse(false)) {
            out.set("vision.spatial_merge_size", MERGE);
            out.norm("mm.input_norm", width, false);
            out.linear("mm.patch_merger", (long) MERGE * MERGE * width, width, false);
        }
        boolean bias = fields.optionalFlag("proj_bias").orElse(false);
        out.linear("mm.1", width, text, bias);
        out.linear("mm.2", text, text, bias);
        out.tensor("v.token_embd.img_break", text);
        return true;
    }

    private boolean llava() {
        int patch = fields.count("patch", WIDEST);
        int image = fields.count("image", WIDEST);
        keys("mlp", patch, image, heads());
        patches(patch, 1, false);
        out.tensor("v.class_embd", width);
        out.tensor("v.position_embd.weight", width, (long) (image / patch) * (image / patch) + 1);
        out.norm("v.pre_ln", width, true);
        blocks(true, true, false);
        out.norm("v.post_ln", width, true);
        out.linear("mm.0", width, text, true);
        out.linear("mm.2", text, text, true);
        if (fields.optionalCount("newline", 1).orElse(0) > 0) {
            out.tensor("model.image_newline", text);
        }
        return true;
    }
}

package dev.llmfit.sizing.weights;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a model sorted by where llama.cpp puts them. Made once per model and shared by launches; immutable.
 *
 * <p>Source: {@code llm_tensor_info} ({@code src/llama-arch.cpp}).
 */
public final class WeightLayout {
    /** Where a tensor belongs. */
    enum Kind {
        /** Always in host memory. */
        INPUT,
        /** With the output layer. */
        OUTPUT,
        /** With one layer. */
        LAYER,
        /** One copy on each device that has layers. */
        EVERY_DEVICE
    }

    /** What a layer's tensor is to the operation that uses it. */
    enum Role {
        WEIGHT,
        BIAS,
        SCALE
    }

    /**
     * A tensor and its place.
     *
     * @param info name, type and shape
     * @param kind where it belongs
     * @param layer its layer, if any
     * @param slot number of its base name
     * @param role weight, bias or scale
     * @param matrix whether it is multiplied with
     * @param expert whether it belongs to routed experts
     */
    record Entry(TensorInfo info, Kind kind, int layer, int slot, Role role, boolean matrix, boolean expert) {}

    private static final Set<String> INPUTS =
            Set.of("token_embd.weight", "position_embd.weight", "token_types.weight", "per_layer_token_embd.weight");
    private static final Set<String> EVERY_DEVICE =
            Set.of("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight");
    private static final Set<String> FIRST_LAYER = Set.of(
            "token_embd_norm.weight",
            "token_embd_norm.bias",
            "hrm.z_l_init",
            "per_layer_model_proj.weight",
            "per_layer_proj_norm.weight");
    private static final Set<String> EXPERTS = Set.of(
            "ffn_up_exps",
            "ffn_down_exps",
            "ffn_gate_exps",
            "ffn_gate_up_exps",
            "ffn_up_chexps",
            "ffn_down_chexps",
            "ffn_gate_chexps",
            "ffn_gate_up_chexps");

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private final @Nullable TensorInfo tokenEmbedding;

    private WeightLayout(Model model, HyperParameters hp) {
        TensorInfo embedding = null;
        for (TensorInfo info : model.tensors()) {
            entries.add(entry(info, hp));
            if (info.name().equals("token_embd.weight")) {
                embedding = info;
            }
        }
        this.tokenEmbedding = embedding;
    }

    /** Sorts the tensors of a model. */
    public static WeightLayout of(Model model, HyperParameters hp) {
        return new WeightLayout(model, hp);
    }

    private Entry entry(TensorInfo info, HyperParameters hp) {
        String name = info.name();
        if (INPUTS.contains(name)) {
            return new Entry(info, Kind.INPUT, -1, -1, Role.WEIGHT, false, false);
        }
        if (EVERY_DEVICE.contains(name)) {
            return new Entry(info, Kind.EVERY_DEVICE, -1, -1, Role.WEIGHT, false, false);
        }
        if (name.equals("token_embd_norm.weight") && hp.has(ArchitectureTrait.FINAL_NORM_NAMED_EMBEDDING_NORM)) {
            return new Entry(info, Kind.OUTPUT, hp.nLayerAll(), -1, Role.WEIGHT, false, false);
        }
        if (FIRST_LAYER.contains(name)) {
            return new Entry(info, Kind.LAYER, 0, -1, Role.WEIGHT, isMatrix(name), false);
        }
        int block = name.startsWith("blk.") ? 4 : name.startsWith("enc.blk.") || name.startsWith("dec.blk.") ? 8 : -1;
        int dot = block < 0 ? -1 : name.indexOf('.', block);
        if (dot < 0) {
            boolean head = name.equals("output.weight");
            return new Entry(info, Kind.OUTPUT, hp.nLayerAll(), -1, Role.WEIGHT, head, false);
        }
        int layer = Integer.parseInt(name.substring(block, dot));
        String rest = (block == 8 ? name.substring(0, 4) : "") + name.substring(dot + 1);
        Role role = rest.endsWith(".bias") ? Role.BIAS : rest.endsWith(".scale") ? Role.SCALE : Role.WEIGHT;
        String base = rest.endsWith(".weight") || role != Role.WEIGHT ? rest.substring(0, rest.lastIndexOf('.')) : rest;
        boolean grouped = base.equals("attn_output_a") && hp.has(ArchitectureTrait.COMPRESSED_CACHES);
        if (grouped) {
            // lies in the file as one matrix ({@code TENSOR_ALLOW_RESHAPE})
            long groups = Math.max(1, (long) hp.nHead(0) * hp.headK() / Math.max(1, info.ne0()));
            long rank = info.ne1() * info.ne2() / groups;
            return entry(new TensorInfo(name, info.type(), info.ne0(), rank, groups, 1), layer, base, role, false);
        }
        boolean expert = EXPERTS.contains(base);
        return entry(info, layer, base, role, expert);
    }

    private Entry entry(TensorInfo info, int layer, String base, Role role, boolean expert) {
        boolean matrix = role == Role.WEIGHT && (expert || isMatrix(base));
        int slot = slots.computeIfAbsent(base, any -> slots.size());
        return new Entry(info, Kind.LAYER, layer, slot, role, matrix, expert);
    }

    private static boolean isMatrix(String name) {
        return !name.contains("norm")
                && !name.endsWith("_scale")
                && !name.contains("conv1d")
                && !name.contains("sinks")
                && !name.equals("ssm_a")
                && !name.equals("ssm_d");
    }

    List<Entry> entries() {
        return entries;
    }

    int slotCount() {
        return slots.size();
    }

    /** Returns the number of a base name such as {@code attn_q}, or -1 if no layer has such a tensor. */
    int slot(String base) {
        Integer slot = slots.get(base);
        return slot == null ? -1 : slot;
    }

    /** Returns the token embedding. */
    Optional<TensorInfo> tokenEmbedding() {
        return Optional.ofNullable(tokenEmbedding);
    }
}

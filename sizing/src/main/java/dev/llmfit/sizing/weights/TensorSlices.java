package dev.llmfit.sizing.weights;

import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.LayerReuse.Cycles;
import dev.llmfit.gguf.arch.Recurrence.ShortConvolution;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.weights.SliceRules.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What each of several devices holds of a tensor with {@code -sm tensor}: a slice of it, or all of it.
 *
 * <p>Source: {@code llama_meta_device_get_split_state} in {@code src/llama-model.cpp} of v0.8.0.
 */
public final class TensorSlices {
    private static final Pattern OF_LAYER = Pattern.compile("blk\\.(\\d+)\\.(.+)");
    private static final Pattern OF_CACHE = Pattern.compile("cache_(.+?)_l(\\d+)");

    private final HyperParameters hp;
    private final boolean asKeysLie;
    private final int devices;
    private final float[] shares;
    private final Map<String, Tensor> weights = new HashMap<>();
    private final SliceRules rules;

    /**
     * Prepares to cut the tensors of a model.
     *
     * @param weights all weights of the model that lie on the devices or the host
     * @param devices how many share each tensor
     * @param split {@code -ts}; without it all get the same
     * @param build llama.cpp's build
     */
    public TensorSlices(HyperParameters hp, List<Tensor> weights, int devices, List<Double> split, EngineBuild build) {
        this.hp = hp;
        this.asKeysLie = build.has(EngineSwitch.DIVIDES_AS_KEYS_LIE);
        this.devices = devices;
        this.shares = new float[devices];
        for (int d = 0; d < Math.min(devices, split.size()); d++) {
            shares[d] = split.get(d).floatValue();
        }
        for (Tensor weight : weights) {
            this.weights.putIfAbsent(weight.name(), weight);
        }
        this.rules = new SliceRules(hp, devices);
    }

    /**
     * Where and how a tensor is cut.
     *
     * @param axis the dimension
     * @param of the tensor whose type says what cannot be cut
     */
    private record Cut(int axis, Tensor of) {}

    /** Adds the bytes that each device takes of a tensor to its sum. */
    public void add(Tensor t, BackendProfile backend, long[] sums) {
        long[] held = held(t);
        for (int d = 0; d < devices; d++) {
            Tensor slice = held.length == 0 ? t : slice(t, axis(t), held[d]);
            sums[d] = Math.addExact(sums[d], backend.padded(backend.allocSize(slice)));
        }
    }

    private int axis(Tensor t) {
        Cut cut = cut(t);
        return cut == null ? -1 : cut.axis();
    }

    private static Tensor slice(Tensor t, int axis, long size) {
        return switch (axis) {
            case 0 -> Tensor.leaf(t.type(), size, t.ne1(), t.ne2(), t.ne3());
            case 1 -> Tensor.leaf(t.type(), t.ne0(), size, t.ne2(), t.ne3());
            default -> Tensor.leaf(t.type(), t.ne0(), t.ne1(), size, t.ne3());
        };
    }

    /** Returns the size of each device's slice along the axis; empty if every device holds all. */
    private long[] held(Tensor t) {
        Cut cut = cut(t);
        if (cut == null) {
            return new long[0];
        }
        int il = layer(t.name());
        int rotation = rotation(t.name(), il);
        String base = base(t.name());
        long whole = cut.axis() == 0 ? t.ne0() : cut.axis() == 1 ? t.ne1() : t.ne2();
        List<Segment> segments = rules.segments(base, Math.max(0, il), whole);
        Tensor groups =
                hp.has(ArchitectureTrait.COMPRESSED_CACHES) ? weights.get("blk." + il + ".attn_output_a.weight") : null;
        long[] grains = rules.grains(base, Math.max(0, il), t, cut.of().type().blockSize(), segments.size(), groups);
        long[] held = new long[devices];
        for (int s = 0; s < segments.size(); s++) {
            cut(segments.get(s), grains[s], rotation, held);
        }
        return held;
    }

    /** Cuts a segment at the shares, rounded down to its grain; the last device gets the rest. */
    private void cut(Segment segment, long grain, int rotation, long[] held) {
        float[] upTo = new float[devices];
        float sum = 0;
        for (int j = 0; j < devices; j++) {
            sum += shares[(j + rotation) % devices];
            upTo[j] = sum;
        }
        if (grain <= 0) {
            throw aborts();
        }
        long low = 0;
        for (int j = 0; j < devices; j++) {
            long high = segment.size();
            if (j < devices - 1) {
                high = sum == 0 ? segment.size() * (j + 1) / devices : (long) (segment.size() * upTo[j] / sum);
                high -= high % grain;
            }
            held[(j + rotation) % devices] += (high - low) * segment.times();
            low = high;
        }
    }

    private LaunchRefusedException aborts() {
        return new LaunchRefusedException("llama.cpp aborts on -sm tensor with this model of " + hp.architecture()
                + ": a layer of it cannot be divided");
    }

    private static int layer(String name) {
        Matcher layer = OF_LAYER.matcher(name);
        if (layer.matches()) {
            return Integer.parseInt(layer.group(1));
        }
        Matcher cache = OF_CACHE.matcher(name);
        return cache.matches() ? Integer.parseInt(cache.group(2)) : -1;
    }

    /** The name without its layer: {@code attn_q.weight}, {@code cache_k}. */
    private static String base(String name) {
        Matcher layer = OF_LAYER.matcher(name);
        if (layer.matches()) {
            return layer.group(2);
        }
        Matcher cache = OF_CACHE.matcher(name);
        return cache.matches() ? "cache_" + cache.group(1) : name;
    }

    /** Layers of one kind start at one device after the other, so that what rounding leaves is spread. */
    private int rotation(String name, int il) {
        if (il < 0) {
            return hp.nLayer() % devices;
        }
        int of = il;
        if (asKeysLie && base(name).startsWith("attn_") && il < hp.nLayer() && il >= hp.nLayerKv() && !hp.isRecr(il)) {
            of = hp.nLayerKv() - (hp.isSwa(il) ? 2 : 1); // heads lie where the keys that they read lie
        }
        int before = 0;
        for (int i = 0; i < of; i++) {
            before += hp.isRecr(i) == hp.isRecr(of) && hp.isSwa(i) == hp.isSwa(of) ? 1 : 0;
        }
        return before % devices;
    }

    private @Nullable Cut cut(Tensor t) {
        if (hp.reuse().filter(Cycles.class::isInstance).isPresent()) {
            return null;
        }
        String base = base(t.name());
        int il = layer(t.name());
        return hp.has(ArchitectureTrait.COMPRESSED_CACHES) && (il >= 0 || base.startsWith("output"))
                ? compressed(t, base, il)
                : usual(t, base, il);
    }

    /** Compressed attention has its heads in groups, and one cache for all. */
    private @Nullable Cut compressed(Tensor t, String base, int il) {
        return switch (base) {
            case "attn_sinks.weight" -> like(0, il, "attn_output_a.weight");
            case "attn_q_b.weight" -> like(1, il, "attn_output_a.weight");
            case "attn_output_a.weight" -> new Cut(2, t);
            case "attn_output_b.weight" -> new Cut(0, t);
            case "ffn_up_shexp.weight", "ffn_gate_shexp.weight" -> like(1, il, "ffn_down_shexp.weight");
            case "ffn_down_shexp.weight" -> new Cut(0, t);
            default -> base.startsWith("cache_") || base.startsWith("output") ? null : usual(t, base, il);
        };
    }

    private @Nullable Cut usual(Tensor t, String base, int il) {
        return switch (base) {
            case "attn_q.weight", "attn_k.weight", "attn_v.weight", "attn_qkv.weight", "attn_gate.weight" ->
                like(1, il, "attn_output.weight", "ssm_out.weight");
            case "attn_q.bias", "attn_k.bias", "attn_v.bias", "attn_qkv.bias" ->
                like(0, il, "attn_output.weight", "ssm_out.weight");
            case "attn_q_norm.weight", "attn_k_norm.weight" -> t.ne1() == 1 ? null : like(1, il, "attn_output.weight");
            case "cache_k", "cache_v", "attn_sinks.weight", "attn_gate.bias" -> like(0, il, "attn_output.weight");
            case "attn_output.weight", "ssm_out.weight" -> new Cut(0, t);
            case "ssm_dt.bias", "ssm_a" -> like(0, il, "ssm_out.weight");
            case "ssm_alpha.weight", "ssm_beta.weight", "ssm_ba.weight", "ssm_conv1d.weight" ->
                like(1, il, "ssm_out.weight");
            case "cache_r", "cache_s" ->
                hp.recurrence().filter(ShortConvolution.class::isInstance).isPresent()
                        ? null
                        : like(0, il, "ssm_out.weight");
            case "ffn_up.weight",
                    "ffn_up_exps.weight",
                    "ffn_gate.weight",
                    "ffn_gate_exps.weight",
                    "ffn_gate_up.weight",
                    "ffn_gate_up_exps.weight" -> like(1, il, "ffn_down.weight", "ffn_down_exps.weight");
            case "ffn_up.bias", "ffn_up_exps.bias", "ffn_gate.bias", "ffn_gate_exps.bias" ->
                like(0, il, "ffn_down.weight", "ffn_down_exps.weight");
            case "ffn_down.weight", "ffn_down_exps.weight" -> like(0, il, "ffn_down.weight", "ffn_down_exps.weight");
            case "output.weight" -> new Cut(1, t);
            case "output.bias" -> new Cut(0, t);
            default -> null;
        };
    }

    /** Cuts a tensor where the blocks of another one of its layer allow. */
    private Cut like(int axis, int il, String... others) {
        for (String other : others) {
            Tensor found = weights.get("blk." + il + "." + other);
            if (found != null) {
                return new Cut(axis, found);
            }
        }
        throw aborts();
    }
}

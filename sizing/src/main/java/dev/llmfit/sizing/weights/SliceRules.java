package dev.llmfit.sizing.weights;

import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of fused tensors, which are cut each for itself, and what of them stays together.
 *
 * <p>Source: {@code get_split_segments} and {@code get_split_granularity} in {@code src/llama-model.cpp} of v0.8.0.
 */
final class SliceRules {
    /** Kernels are fast on so many elements ({@code blck_size_perf}). */
    private static final int FAST = 128;

    private static final long[] NONE = {};

    private final HyperParameters hp;
    private final int devices;

    SliceRules(HyperParameters hp, int devices) {
        this.hp = hp;
        this.devices = devices;
    }

    /**
     * Equal parts of a tensor behind each other.
     *
     * @param size elements of one
     * @param times how many there are
     */
    record Segment(long size, long times) {}

    /** Returns the parts of a tensor that has so many elements where it is cut. */
    List<Segment> segments(String base, int il, long whole) {
        boolean gated = hp.has(GraphVariant.GATED_QUERIES);
        if (gated && hp.isRecr(il)) {
            return ofDelta(base, whole);
        }
        if (base.startsWith("attn_qkv.")) {
            long q = hp.nHead(il) * (long) hp.headKAt(il) * (gated ? 2 : 1);
            long k = hp.kWidth(il);
            long v = hp.vWidth(il);
            if (whole != q + k + v) {
                throw aborts();
            }
            return k == v
                    ? List.of(new Segment(q, 1), new Segment(k, 2))
                    : List.of(new Segment(q, 1), new Segment(k, 1), new Segment(v, 1));
        }
        boolean twice =
                base.startsWith("ffn_gate_up") || (!gated && base.startsWith("ffn_up") && whole == 2L * hp.nFf(il));
        return List.of(twice ? new Segment(whole / 2, 2) : new Segment(whole, 1));
    }

    /** Key heads with the value heads that they serve. */
    private List<Segment> ofDelta(String base, long whole) {
        StateSpace shape = hp.recurrence(StateSpace.class);
        long keys = (long) shape.size() * shape.groups();
        long values = (long) shape.size() * shape.heads();
        long rows = shape.kernel() - 1L;
        boolean mixed = base.equals("attn_qkv.weight") || base.equals("ssm_conv1d.weight");
        if (hp.has(GraphVariant.VALUE_HEADS_IN_ORDER)) {
            if (mixed) {
                return List.of(new Segment(keys, 2), new Segment(values, 1));
            }
            if (base.equals("cache_r")) {
                return List.of(new Segment(keys * rows, 2), new Segment(values * rows, 1));
            }
        } else {
            long ratio = shape.heads() / shape.groups();
            if (mixed) {
                return List.of(new Segment(keys, 2 + ratio));
            }
            switch (base) {
                case "attn_gate.weight", "ssm_out.weight" -> {
                    return List.of(new Segment(keys, ratio));
                }
                case "ssm_dt.bias", "ssm_a", "ssm_alpha.weight", "ssm_beta.weight" -> {
                    return List.of(new Segment(shape.groups(), ratio));
                }
                case "cache_r" -> {
                    return List.of(new Segment(keys * rows, 2 + ratio));
                }
                case "cache_s" -> {
                    return List.of(new Segment(keys * shape.size(), ratio));
                }
                default -> {}
            }
        }
        return List.of(base.startsWith("ffn_gate_up") ? new Segment(whole / 2, 2) : new Segment(whole, 1));
    }

    /**
     * Returns the elements of each part that stay together.
     *
     * @param block elements of a block of the matrix that reads what this makes
     * @param groups the first matrix behind grouped heads [row, rank, groups], where a model has them
     */
    long[] grains(String base, int il, Tensor t, int block, int segments, @Nullable Tensor groups) {
        if (!hp.isRecr(il)) {
            long[] heads = groups == null ? NONE : ofGroups(base, il, groups);
            heads = heads.length > 0 ? heads : ofHeads(base, il, t, block, segments);
            if (heads.length > 0) {
                return heads;
            }
        } else if (ofDelta(base, block) > 0) {
            long[] grains = new long[segments];
            Arrays.fill(grains, ofDelta(base, block));
            return grains;
        }
        long[] grains = new long[segments];
        Arrays.fill(grains, base.startsWith("ffn_") ? multiple(block, FAST) : 1);
        return grains;
    }

    private long[] ofGroups(String base, int il, Tensor groups) {
        long heads = hp.nHead(il) / groups.ne2();
        return switch (base) {
            case "attn_sinks.weight" -> new long[] {heads};
            case "attn_q_b.weight" -> new long[] {heads * hp.headKAt(il)};
            case "attn_output_a.weight" -> new long[] {1};
            case "attn_output_b.weight" -> new long[] {groups.ne1()};
            default -> NONE;
        };
    }

    /** Elements of a delta layer that stay together; 0 if it is no tensor of one. */
    private long ofDelta(String base, int block) {
        Optional<StateSpace> shape =
                hp.recurrence().filter(StateSpace.class::isInstance).map(StateSpace.class::cast);
        if (shape.filter(s -> s.size() > 0).isEmpty()) {
            return 0;
        }
        long head = shape.get().size();
        long rows = shape.get().kernel() - 1L;
        long together = multiple(multiple(block, FAST), head);
        return switch (base) {
            case "attn_qkv.weight", "attn_gate.weight", "ssm_conv1d.weight", "ssm_out.weight" -> together;
            case "ssm_dt.bias", "ssm_a", "ssm_alpha.weight", "ssm_beta.weight" -> together / head;
            case "ssm_ba.weight" -> 2 * (together / head);
            case "cache_r" -> together * rows;
            case "cache_s" -> together * head;
            default -> 0;
        };
    }

    /** Whole heads that share keys stay together; empty if it is no tensor of attention. */
    private long[] ofHeads(String base, int il, Tensor t, int block, int segments) {
        long shared = hp.nHeadKv(il) == 0 ? 0 : hp.nHead(il) / hp.nHeadKv(il);
        if (shared == 0) {
            throw aborts(); // divides by the heads that share keys
        }
        long headK = hp.headKAt(il);
        long headV = hp.headVAt(il);
        long queries = shared * headK;
        long fast = block;
        while (fast < FAST && fast * devices < queries) {
            fast *= 2;
        }
        long q = multiple(queries, fast);
        long perHead = q / headK;
        long gatedQ = hp.has(GraphVariant.GATED_QUERIES) ? multiple(2 * queries, fast) : q;
        long k = q / shared;
        long v = k / headK * headV;
        return switch (base) {
            case "attn_gate.bias", "attn_sinks.weight" -> new long[] {perHead};
            case "attn_q.weight", "attn_q.bias" -> new long[] {gatedQ};
            case "attn_output.weight" -> new long[] {perHead * headV};
            case "attn_gate.weight" -> new long[] {t.ne1() == hp.nHead(il) ? perHead : q};
            case "attn_k.weight", "attn_k.bias", "cache_k" -> new long[] {k};
            case "attn_v.weight", "attn_v.bias", "cache_v" -> new long[] {v};
            case "attn_qkv.weight", "attn_qkv.bias" -> segments == 3 ? new long[] {q, k, v} : new long[] {gatedQ, k};
            default -> NONE;
        };
    }

    private LaunchRefusedException aborts() {
        return new LaunchRefusedException("llama.cpp aborts on -sm tensor with this model of " + hp.architecture()
                + ": a layer of it cannot be divided");
    }

    /** Returns the least common multiple. */
    private static long multiple(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return Math.multiplyExact(a / x, b);
    }
}

package dev.llmfit.sizing.projector;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.clamp;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.flashAttention;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.layerNorm;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view4d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.builder.MissingTensorException;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Graph;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.projector.ProjectorShape.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the graphs of vision encoders are made of.
 *
 * <p>Source: {@code clip_graph::build_vit}, {@code build_attn}, {@code build_ffn}, {@code build_inp} and {@code build_norm} in
 * {@code tools/mtmd/clip.cpp}.
 */
final class VisionBlocks {
    private static final int F32 = Float.BYTES;

    /** Red, green, blue. */
    private static final int CHANNELS = 3;

    /** Adds positions to queries or keys. */
    @FunctionalInterface
    interface Rotation {
        Tensor apply(Tensor heads);
    }

    private final ProjectorShape shape;
    private final Map<String, Tensor> weights;
    private final boolean flashAttention;
    private final boolean rms;
    private final Graph graph = new Graph();

    VisionBlocks(ProjectorShape shape, Map<String, Tensor> weights, boolean flashAttention, boolean rms) {
        this.shape = shape;
        this.weights = weights;
        this.flashAttention = flashAttention;
        this.rms = rms;
    }

    Graph graph() {
        return graph;
    }

    boolean usesFlashAttention() {
        return flashAttention;
    }

    @Nullable
    Tensor weight(String name) {
        return weights.get(name);
    }

    Tensor required(String name) {
        Tensor t = weights.get(name);
        if (t == null) {
            throw new MissingTensorException(name);
        }
        return t;
    }

    Tensor input(String name, GgmlType type, long ne0, long ne1) {
        return Tensor.leaf(type, ne0, ne1, 1, 1).asInput(name);
    }

    /** The image as channels of pixels. */
    Tensor image() {
        return Tensor.leaf(GgmlType.F32, shape.imageSize(), shape.imageSize(), CHANNELS, 1)
                .asInput("inp_raw");
    }

    /** One vector per patch, [width, patches]. */
    Tensor patches() {
        return patches(image());
    }

    /** As {@link #patches()}, from pixels. */
    Tensor patches(Tensor pixels) {
        Tensor x = convolved(required("v.patch_embd.weight"), pixels);
        x = cont(transpose(reshape(x, shape.patches(), shape.width(), 1)));
        Tensor bias = weight("v.patch_embd.bias");
        return bias == null ? x : add(x, bias);
    }

    /** The convolution of an image with a kernel of a patch's size ({@code ggml_conv_2d}). */
    Tensor convolved(Tensor kernel, Tensor image) {
        GgmlType type = kernel.type() == GgmlType.BF16 ? GgmlType.F32 : GgmlType.F16;
        long piece = kernel.ne0() * kernel.ne1() * kernel.ne2();
        long side = shape.side();
        Tensor columns = make(type, piece, side, side, 1, Op.IM2COL, kernel, image);
        Tensor out = mulMat(reshape(columns, piece, side * side), reshape(kernel, piece, kernel.ne3()));
        return cont(permute(reshape(out, side, side, 1, kernel.ne3()), 0, 1, 3, 2));
    }

    Tensor norm(Tensor x, String name) {
        return norm(x, weight(name + ".weight"), weight(name + ".bias"), rms);
    }

    static Tensor norm(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, boolean rms) {
        Tensor y = rms ? rmsNorm(x) : layerNorm(x);
        y = weight == null ? y : mul(y, weight);
        return bias == null ? y : add(y, bias);
    }

    Tensor linear(Tensor x, String name) {
        Tensor weight = required(name + ".weight");
        // gemma4 limits what goes in and comes out ("Gemma4ClippableLinear")
        boolean limits = shape.kind() == Kind.GEMMA4V;
        Tensor y = limits ? clamp(mulMat(weight, clamp(x))) : mulMat(weight, x);
        Tensor bias = weight(name + ".bias");
        return bias == null ? y : add(y, bias);
    }

    /** Two projections with a function in between. */
    Tensor twoLayers(Tensor x, String first, String second) {
        return linear(unary(linear(x, first), Activation.GELU), second);
    }

    /** The encoder's layers over [width, positions]. */
    Tensor encoded(Tensor patches, @Nullable Rotation rotation) {
        Tensor x = reshape(patches, shape.width(), patches.ne1());
        if (weight("v.pre_ln.weight") != null) {
            x = norm(x, "v.pre_ln");
        }
        for (int il = 0; il < shape.layers(); il++) {
            x = layer(x, il, rotation, null);
        }
        if (weight("v.post_ln.weight") != null) {
            x = norm(x, "v.post_ln");
        }
        return reshape(x, shape.width(), x.ne1(), 1);
    }

    Tensor layer(Tensor x, int il, @Nullable Rotation rotation, @Nullable Tensor mask) {
        String block = "v.blk." + il + ".";
        Tensor attended = attention(norm(x, block + "ln1"), block, rotation, mask);
        Tensor scale = weight(block + "ls1.weight");
        attended = scale == null ? attended : mul(attended, scale);
        Tensor middle = add(normIfPresent(attended, block + "attn_post_norm"), x);
        Tensor fed = normIfPresent(feedForward(norm(middle, block + "ln2"), block), block + "ffn_post_norm");
        scale = weight(block + "ls2.weight");
        Tensor out = add(middle, scale == null ? fed : mul(fed, scale));
        scale = weight(block + "out_scale.weight");
        return scale == null ? out : mul(out, scale);
    }

    private Tensor normIfPresent(Tensor x, String name) {
        return weight(name + ".weight") == null ? x : norm(x, weight(name + ".weight"), null, rms);
    }

    private Tensor feedForward(Tensor x, String block) {
        Tensor up = linear(x, block + "ffn_up");
        Tensor inner = weight(block + "ffn_gate.weight") == null
                ? unary(up, Activation.GELU)
                : glu(linear(x, block + "ffn_gate"), up, Activation.SWIGLU);
        return linear(inner, block + "ffn_down");
    }

    private Tensor attention(Tensor x, String block, @Nullable Rotation rotation, @Nullable Tensor mask) {
        long n = x.ne1();
        long heads = shape.heads();
        long head = shape.width() / heads;
        Tensor q;
        Tensor k;
        Tensor v;
        if (weight(block + "attn_qkv.weight") != null) {
            Tensor joint = linear(x, block + "attn_qkv");
            q = part(joint, head, 0);
            k = part(joint, head, heads * head);
            v = part(joint, head, 2 * heads * head);
        } else {
            q = linear(x, block + "attn_q");
            k = linear(x, block + "attn_k");
            v = linear(x, block + "attn_v");
            q = headNorm(q, block + "attn_q_norm.weight", n);
            k = headNorm(k, block + "attn_k_norm.weight", n);
            v = reshape(v, head, heads, n, 1);
        }
        q = rotation == null ? q : rotation.apply(q);
        k = rotation == null ? k : rotation.apply(k);
        v = shape.kind() == Kind.GEMMA4V ? rmsNorm(v) : v;
        return linear(attended(q, k, v, mask), block + "attn_out");
    }

    private Tensor part(Tensor joint, long head, long first) {
        long row = joint.nb1();
        return view4d(joint, head, shape.heads(), joint.ne1(), 1, head * F32, row, row * joint.ne1(), first * F32);
    }

    /** Norms all heads together or each, if there is such a norm, and tells the heads apart. */
    private Tensor headNorm(Tensor x, String name, long n) {
        long head = shape.width() / shape.heads();
        Tensor weight = weight(name);
        boolean perHead = weight != null && weight.ne0() == head;
        Tensor y = weight == null || perHead ? x : norm(x, weight, null, rms);
        y = reshape(y, head, shape.heads(), n, 1);
        return perHead ? norm(y, weight, null, rms) : y;
    }

    private Tensor attended(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        graph.expand(q);
        graph.expand(k);
        graph.expand(v);
        Tensor query = permute(q, 0, 2, 1, 3);
        Tensor key = permute(k, 0, 2, 1, 3);
        if (flashAttention) {
            Tensor value = cast(permute(v, 0, 2, 1, 3), GgmlType.F16);
            Tensor halfKey = cast(key, GgmlType.F16);
            Tensor halfMask = mask == null ? null : cast(mask, GgmlType.F16);
            Tensor out = flashAttention(query, halfKey, value, halfMask, null);
            return reshape(out, out.ne0() * out.ne1(), out.ne2() * out.ne3());
        }
        Tensor value = cont(permute(v, 1, 2, 0, 3));
        Tensor scores = mulMat(key, query);
        scores = mask == null ? softMax(scores) : softMax(scores, mask, null);
        Tensor out = permute(mulMat(value, scores), 0, 2, 1, 3);
        return cont(out, out.ne0() * out.ne1(), out.ne2() * out.ne3());
    }
}

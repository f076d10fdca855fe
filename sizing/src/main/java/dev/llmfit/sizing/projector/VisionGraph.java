package dev.llmfit.sizing.projector;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.make;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMat;
import static dev.llmfit.sizing.graph.Ops.permute;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.rope;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.sub;
import static dev.llmfit.sizing.graph.Ops.transpose;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.graph.Graph;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.projector.ProjectorShape.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The graph of one image through a vision encoder and its projector.
 *
 * <p>Source: {@code build} of the graphs in {@code tools/mtmd/models}: {@code siglip.cpp},
 * {@code gemma4v.cpp}, {@code llava.cpp}, {@code qwen2vl.cpp}, {@code qwen3vl.cpp}, {@code pixtral.cpp} and {@code internvl.cpp}.
 */
final class VisionGraph {
    private static final int F32 = Float.BYTES;

    private final ProjectorShape shape;
    private final VisionBlocks b;

    private VisionGraph(ProjectorShape shape, Map<String, Tensor> weights, boolean flashAttention) {
        this.shape = shape;
        boolean large = shape.kind() == Kind.INTERNVL && shape.width() == 3200 && shape.layers() == 45;
        boolean rms = large
                || switch (shape.kind()) {
                    case QWEN25VL, PIXTRAL, GEMMA4V -> true;
                    default -> false;
                };
        this.b = new VisionBlocks(shape, weights, flashAttention, rms);
    }

    static Graph build(ProjectorShape shape, Map<String, Tensor> weights, boolean flashAttention) {
        VisionGraph graph = new VisionGraph(shape, weights, flashAttention);
        graph.b.graph().expand(graph.result());
        return graph.b.graph();
    }

    private Tensor result() {
        return switch (shape.kind()) {
            case GEMMA3 -> gemma3();
            case GEMMA4V -> gemma4();
            case IDEFICS3 -> mulMat(b.required("mm.model.fc.weight"), merged(positioned()));
            case LFM2 -> lfm2();
            case MLP -> llava();
            case QWEN2VL, QWEN25VL -> qwen2();
            case QWEN3VL -> qwen3();
            case PIXTRAL -> pixtral();
            case INTERNVL -> internvl();
        };
    }

    /** The encoder of siglip: learned positions, then the layers. */
    private Tensor positioned() {
        return b.encoded(add(b.patches(), b.required("v.position_embd.weight")), null);
    }

    private Tensor gemma3() {
        Tensor x = pooled(positioned());
        x = mul(rmsNorm(x), b.required("mm.soft_emb_norm.weight"));
        return mulMat(cont(transpose(b.required("mm.input_projection.weight"))), x);
    }

    private Tensor gemma4() {
        long n = shape.patches();
        long width = shape.width();
        Tensor x = b.patches(scale(b.image()));
        Tensor columns = b.input("pos_x", GgmlType.I32, n, 1);
        Tensor rows = b.input("pos_y", GgmlType.I32, n, 1);
        Tensor table = b.required("v.position_embd.weight");
        x = add(x, getRows(view2d(table, width, table.ne1(), table.nb1(), 0), columns));
        x = add(x, getRows(view2d(table, width, table.ne1(), table.nb1(), table.nb2()), rows));
        x = b.encoded(x, heads -> rope(rope(heads, columns), rows));
        x = scale(pooled(x));
        Tensor bias = b.weight("v.std_bias");
        Tensor factor = b.weight("v.std_scale");
        if (bias != null && factor != null) {
            x = mul(sub(x, bias), factor);
        }
        return b.linear(rmsNorm(x), "mm.input_projection");
    }

    /** The mean of squares of patches. */
    private Tensor pooled(Tensor patches) {
        long side = shape.side();
        long width = shape.width();
        Tensor x = cont(transpose(patches), side, side, width, 1);
        long fewer = side / shape.merge();
        x = make(GgmlType.F32, fewer, fewer, width, 1, Op.POOL_2D, x);
        return cont(transpose(reshape(x, fewer * fewer, width, 1)));
    }

    private Tensor lfm2() {
        Tensor x = merged(b.encoded(add(b.patches(), resizedPositions()), null));
        Tensor weight = b.weight("mm.input_norm.weight");
        x = weight == null ? x : mul(x, weight);
        Tensor bias = b.weight("mm.input_norm.bias");
        x = bias == null ? x : add(x, bias);
        return b.twoLayers(x, "mm.1", "mm.2");
    }

    /** Joins squares of patches ({@code build_patch_merge_permute}). */
    private Tensor merged(Tensor patches) {
        long k = shape.merge();
        long side = shape.side();
        long width = shape.width();
        long padded = (side + k - 1) / k * k;
        Tensor x = reshape(patches, width, side, side);
        if (padded != side) {
            x = make(GgmlType.F32, width, padded, padded, 1, Op.PAD, x);
        }
        x = permute(reshape(x, width * k, padded / k, padded), 0, 2, 1, 3);
        x = permute(cont(x, width * k * k, padded / k, padded / k, 1), 0, 2, 1, 3);
        return cont(x, width * k * k, padded / k * (padded / k));
    }

    private Tensor llava() {
        Tensor x = b.patches();
        Tensor classEmbedding = b.weight("v.class_embd");
        if (classEmbedding != null) {
            x = concat(x, classEmbedding, 1);
        }
        Tensor positions = b.input("positions", GgmlType.I32, x.ne1(), 1);
        x = add(x, getRows(b.required("v.position_embd.weight"), positions));
        if (b.weight("v.pre_ln.weight") != null) {
            x = b.norm(x, "v.pre_ln");
        }
        long deepest =
                shape.featureLayers().stream().mapToLong(Long::longValue).max().orElse(-1);
        long last = deepest < 0 ? shape.layers() - 1 : deepest;
        List<Tensor> kept = new ArrayList<>();
        for (int il = 0; il < last; il++) {
            if (shape.featureLayers().contains((long) il)) {
                kept.add(x);
            }
            x = b.layer(x, il, null, null);
        }
        if (b.weight("v.post_ln.weight") != null) {
            x = b.norm(x, "v.post_ln");
        }
        if (deepest >= 0) {
            kept.add(x);
            x = kept.stream().reduce((all, next) -> concat(all, next, 0)).orElseThrow();
        }
        x = getRows(x, b.input("patches", GgmlType.I32, shape.patches(), 1));
        return b.weight("mm.2.weight") == null ? b.linear(x, "mm.0") : b.twoLayers(x, "mm.0", "mm.2");
    }

    /** Patches of two frames, in the order of squares of four. */
    private Tensor squares(Tensor x) {
        long width = shape.width();
        long side = shape.side();
        Tensor y = cont(x, 2 * width, side / 2, side, 1);
        y = permute(reshape(y, 2 * width, side / 2, 2, side / 2), 0, 2, 1, 3);
        return cont(y, width, side * side, 1, 1);
    }

    private Tensor framePatches() {
        Tensor image = b.image();
        Tensor first = b.convolved(b.required("v.patch_embd.weight"), image);
        Tensor both = add(first, b.convolved(b.required("v.patch_embd.weight.1"), image));
        return squares(permute(both, 1, 2, 0, 3));
    }

    private Tensor qwen2() {
        long n = shape.patches();
        long width = shape.width();
        boolean windows = shape.windowPattern() > 0;
        Tensor x = framePatches();
        Tensor positions = b.input("positions", GgmlType.I32, 4 * n, 1);
        if (b.weight("v.pre_ln.weight") != null) {
            x = b.norm(x, "v.pre_ln");
        }
        Tensor mask = null;
        if (windows) {
            Tensor order = b.input("inv_window_idx", GgmlType.I32, n / 4, 1);
            mask = b.input("window_mask", GgmlType.F32, n, n);
            mask = b.usesFlashAttention() ? cast(mask, GgmlType.F16) : mask;
            x = reshape(getRows(reshape(x, 4 * width, n / 4), order), width, n, 1);
        }
        for (int il = 0; il < shape.layers(); il++) {
            boolean seesAll = !windows || (il + 1) % shape.windowPattern() == 0;
            x = b.layer(x, il, heads -> rope(heads, positions), seesAll ? null : mask);
        }
        if (b.weight("v.post_ln.weight") != null) {
            x = b.norm(x, "v.post_ln");
        }
        x = b.twoLayers(reshape(x, 4 * width, n / 4, 1), "mm.0", "mm.2");
        if (windows) {
            Tensor order = b.input("window_idx", GgmlType.I32, n / 4, 1);
            x = getRows(reshape(x, x.ne0(), n / 4), order);
        }
        return x;
    }

    private Tensor qwen3() {
        long n = shape.patches();
        long width = shape.width();
        Tensor x = add(framePatches(), b.required("v.patch_embd.bias"));
        x = add(x, squares(resizedPositions()));
        Tensor positions = b.input("positions", GgmlType.I32, 4 * n, 1);
        if (b.weight("v.pre_ln.weight") != null) {
            x = b.norm(x, "v.pre_ln");
        }
        Tensor deep = null;
        long square = (long) shape.merge() * shape.merge();
        for (int il = 0; il < shape.layers(); il++) {
            x = b.layer(x, il, heads -> rope(heads, positions), null);
            String name = "v.deepstack." + il;
            if (b.weight(name + ".fc1.weight") != null) {
                Tensor feature = b.norm(reshape(x, width * square, n / square, 1), name + ".norm");
                feature = b.twoLayers(feature, name + ".fc1", name + ".fc2");
                deep = deep == null ? feature : concat(deep, feature, 0);
            }
        }
        if (b.weight("v.post_ln.weight") != null) {
            x = b.norm(x, "v.post_ln");
        }
        x = b.twoLayers(reshape(x, 4 * width, n / 4, 1), "mm.0", "mm.2");
        return deep == null ? x : concat(x, deep, 0);
    }

    /** Learned positions for another number of patches ({@code resize_position_embeddings}). */
    private Tensor resizedPositions() {
        Tensor table = b.required("v.position_embd.weight");
        long side = shape.side();
        long known = (long) Math.sqrt((double) table.ne1());
        if (known == side) {
            return table;
        }
        Tensor x = permute(reshape(table, shape.width(), known, known), 2, 0, 1, 3);
        x = make(GgmlType.F32, side, side, shape.width(), 1, Op.UPSCALE, x);
        return cont(permute(x, 1, 2, 0, 3), shape.width(), side * side);
    }

    private Tensor pixtral() {
        long n = shape.patches();
        long side = shape.side();
        Tensor rows = b.input("pos_h", GgmlType.I32, n, 1);
        Tensor columns = b.input("pos_w", GgmlType.I32, n, 1);
        Tensor patches = b.patches();
        Tensor x = b.encoded(patches, heads -> rope(rope(heads, rows), columns));
        long k = shape.merge();
        @Nullable Tensor merger = b.weight("mm.patch_merger.weight");
        if (merger != null) {
            x = mul(rmsNorm(x), b.required("mm.input_norm.weight"));
            x = cont(permute(reshape(x, shape.width(), side, side), 2, 0, 1, 3));
            Tensor kernel = view3d(x, k, k, x.ne2(), 0, 0, 0);
            x = make(GgmlType.F32, k * k * x.ne2(), side / k, side / k, 1, Op.IM2COL, kernel, x);
            x = mulMat(merger, reshape(x, x.ne0(), x.ne1() * x.ne2()));
        }
        x = b.twoLayers(x, "mm.1", "mm.2");
        Tensor rowEnd = b.weight("v.token_embd.img_break");
        if (rowEnd == null) {
            return x;
        }
        long tokens = side / k;
        Tensor grid = reshape(x, x.ne0(), tokens, tokens);
        Tensor ends = add(scale(Tensor.leaf(GgmlType.F32, x.ne0(), 1, tokens, 1)), rowEnd);
        Tensor joined = concat(grid, ends, 1);
        return view2d(joined, x.ne0(), tokens * tokens + tokens - 1, x.ne0() * F32, 0);
    }

    private Tensor internvl() {
        long n = shape.patches();
        long width = shape.width();
        long side = shape.side();
        long k = shape.merge();
        Tensor classEmbedding = b.required("v.class_embd");
        Tensor x = concat(b.patches(), repeat(classEmbedding, classEmbedding.ne0(), 1, 1, 1), 1);
        x = b.encoded(add(x, b.required("v.position_embd.weight")), null);
        x = cont(view3d(x, width, n, 1, x.nb1(), x.nb2(), 0));
        x = permute(reshape(x, width * k, side / k, side, 1), 0, 2, 1, 3);
        x = permute(cont(x, width * k * k, side / k, side / k, 1), 0, 2, 1, 3);
        x = cont(x, width * k * k, side / k * (side / k), 1, 1);
        x = VisionBlocks.norm(x, b.required("mm.model.mlp.0.weight"), b.weight("mm.model.mlp.0.bias"), false);
        return b.twoLayers(x, "mm.model.mlp.1", "mm.model.mlp.3");
    }
}

package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.scale;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.builder.AttentionInputs;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.MissingTensorException;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.graph.Tensor;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a context for next-token prediction: the token's embedding and the hidden state that the trunk left are joined, one
 * layer behind the trunk reads them, and its head makes logits.
 *
 * <p>Source: {@code graph_mtp} in {@code src/models/*.cpp}; with several such layers the first is reserved for.
 *
 * @param block the layer
 * @param rows where rows without outputs are left out
 * @param norm the norms before the layer and before its head
 * @param headNorm the norm before the head, where it is another one
 */
record NextTokenGraph(
        Block block, Rows rows, Function<HyperParameters, Norm> norm, Function<HyperParameters, Norm> headNorm)
        implements Family {
    /** Where rows without outputs are left out. */
    enum Rows {
        /** After the attention, by the block. */
        BY_BLOCK,
        /** After the layer, before the norm of the head: the hidden state for the next round is that of the rows. */
        BEFORE_NORM,
        /** After the norm of the head. */
        AFTER_NORM
    }

    /**
     * What a block reads.
     *
     * @param b the graph
     * @param il the layer
     * @param inputs of its attention
     * @param positions of the tokens
     * @param outputIds rows with outputs
     */
    record Step(GraphBuilder b, int il, AttentionInputs inputs, Tensor positions, Tensor outputIds) {
        /** Returns the rows with outputs. */
        Tensor rows(Tensor x) {
            return getRows(x, outputIds);
        }
    }

    /** A layer from the joined input to the residual stream behind it. */
    @FunctionalInterface
    interface Block {
        /** Applies the layer. */
        Tensor apply(Step step, Tensor x);
    }

    NextTokenGraph(Block block, Rows rows) {
        this(block, rows, hp -> Norm.RMS, hp -> Norm.RMS);
    }

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        int il = hp.nLayer();
        int n = b.tokens();
        Tensor table = first(b.weight(il, "nextn.embed_tokens"), b.global("token_embd.weight"), "token_embd.weight");
        Tensor token = getRows(table, b.input("inp_tokens", GgmlType.I32, n));
        Tensor hidden = b.input("mtp_h_input", GgmlType.F32, hp.nEmbd(), n);
        Step step = new Step(b, il, b.attentionInputs(), b.positions(), b.outputIds());
        Norm kind = norm.apply(hp);
        Tensor joined = concat(b.norm(kind, token, il, "nextn.enorm"), b.norm(kind, hidden, il, "nextn.hnorm"), 0);
        Tensor x = block.apply(step, b.lin(joined, il, "nextn.eh_proj"));
        if (rows == Rows.BEFORE_NORM) {
            x = step.rows(x).asOutput();
        }
        @Nullable Tensor own = b.weight(il, "nextn.shared_head_norm");
        @Nullable Tensor ofLayer = own != null ? own : b.weight(il, "layer_output_norm");
        Tensor weight = first(ofLayer, b.global("output_norm.weight"), "output_norm.weight");
        x = b.norm(headNorm.apply(hp), x, weight, null, -1);
        if (rows != Rows.BEFORE_NORM) {
            x = x.asOutput();
        }
        if (rows == Rows.AFTER_NORM) {
            x = step.rows(x);
        }
        @Nullable Tensor head = b.weight(il, "nextn.shared_head_head");
        Tensor logits = head == null ? b.logits(x) : b.linear(x, head, null);
        b.finish(hp.scales().logits().isEmpty() ? logits : scale(logits));
    }

    private static Tensor first(@Nullable Tensor one, @Nullable Tensor other, String name) {
        return Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new MissingTensorException(name));
    }

    /** Adds the feed-forward part behind its norm to the residual stream. */
    static Tensor fed(Step step, Tensor middle, String normName, Function<Tensor, Tensor> network) {
        return add(network.apply(step.b().rms(middle, step.il(), normName)), middle);
    }
}

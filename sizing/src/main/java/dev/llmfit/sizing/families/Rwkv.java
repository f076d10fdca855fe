package dev.llmfit.sizing.families;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.concat;
import static dev.llmfit.sizing.graph.Ops.cpy;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.sqr;
import static dev.llmfit.sizing.graph.Ops.sub;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view1d;
import static dev.llmfit.sizing.graph.Ops.view3d;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.TimeMixing;
import dev.llmfit.sizing.builder.GraphBuilder;
import dev.llmfit.sizing.builder.Norm;
import dev.llmfit.sizing.builder.StateInput;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * rwkv6, rwkv7 and their hybrids with qwen2 (rwkv6qwen2, arwkv7): time mixing over a matrix state, then channel mixing or a
 * gated network; mixing sees the previous token.
 *
 * <p>Source: {@code src/models/rwkv6.cpp}, {@code rwkv7.cpp} and their base files.
 *
 * @param seven whether it is of the seventh generation, else of the sixth
 * @param hybrid whether it is a hybrid with qwen2
 */
record Rwkv(boolean seven, boolean hybrid) implements Family {
    static final int F32 = GraphBuilder.F32;

    @Override
    public void build(GraphBuilder b) {
        HyperParameters hp = b.hp();
        Tensor x = b.embedding();
        if (!hybrid) {
            Tensor tableNorm = b.requiredGlobal("token_embd_norm.weight");
            x = b.norm(Norm.LAYER, x, tableNorm, b.global("token_embd_norm.bias"), 0);
        }
        StateInput rows = b.states().inputs();
        Tensor outputIds = b.outputIds();
        @Nullable Tensor firstValue = null;
        OptionalInt every = hp.recurrence(TimeMixing.class).rescaleEvery();
        for (int il = 0; il < hp.nLayer(); il++) {
            RwkvLayer layer = new RwkvLayer(b, il, rows, seven);
            x = hybrid ? layer.hybrid(x, firstValue, outputIds) : layer.apply(x, firstValue, outputIds);
            firstValue = layer.firstValue();
            if (!hybrid && every.isPresent() && (il + 1) % every.getAsInt() == 0) {
                x = scale(x);
            }
        }
        b.finish(b.logits(b.outputNorm(hybrid ? Norm.RMS : Norm.LAYER, x)));
    }

    /** The halves of a layer around the shifted tokens. */
    private static final class RwkvLayer {
        private final GraphBuilder b;
        private final int il;
        private final StateInput rows;
        private final boolean seven;
        private final RwkvTimeMix timeMix;

        RwkvLayer(GraphBuilder b, int il, StateInput rows, boolean seven) {
            this.b = b;
            this.il = il;
            this.rows = rows;
            this.seven = seven;
            this.timeMix = new RwkvTimeMix(b, il, rows);
        }

        @Nullable
        Tensor firstValue() {
            return timeMix.firstValue();
        }

        Tensor apply(Tensor stream, @Nullable Tensor firstValue, Tensor outputIds) {
            long width = b.hp().nEmbd();
            long sequences = b.batch().sequences();
            long per = b.batch().tokensPerSequence();
            long n = b.tokens();
            Tensor x = reshape(stream, width, per, sequences);
            Tensor store = b.memory().state().rolling(il);
            Tensor shifts = reshape(
                    b.states().read(store, rows),
                    width,
                    b.hp().recurrence(TimeMixing.class).shifts(),
                    sequences);
            Tensor mixInput = b.norm(Norm.LAYER, x, il, "attn_norm");
            Tensor mixed = seven
                    ? timeMix.seven(mixInput, shifted(shifts, 0, mixInput), firstValue)
                    : timeMix.six(mixInput, shifted(shifts, 0, mixInput));
            Tensor middle = add(mixed, x);
            Tensor input = b.norm(Norm.LAYER, middle, il, "attn_norm_2");
            Tensor previous = shifted(shifts, width * F32, input);
            Tensor kept = concat(lastToken(mixInput), lastToken(input), 1);
            long size = width * b.hp().recurrence(TimeMixing.class).shifts() * sequences;
            b.expand(cpy(view1d(kept, size, 0), view1d(store, size, 0)));
            middle = b.lastRows(reshape(middle, width, n), il, outputIds);
            input = b.lastRows(reshape(input, width, n), il, outputIds);
            previous = b.lastRows(reshape(previous, width, n), il, outputIds);
            return add(channelMix(input, previous), middle);
        }

        /** Time mixing with an RMS norm, then a gated network as in qwen2. */
        Tensor hybrid(Tensor stream, @Nullable Tensor firstValue, Tensor outputIds) {
            long width = b.hp().nEmbd();
            long sequences = b.batch().sequences();
            long n = b.tokens();
            Tensor x = reshape(stream, width, b.batch().tokensPerSequence(), sequences);
            Tensor store = b.memory().state().rolling(il);
            Tensor shifts = reshape(
                    b.states().read(store, rows),
                    width,
                    b.hp().recurrence(TimeMixing.class).shifts(),
                    sequences);
            Tensor mixInput = b.norm(Norm.RMS, x, il, "attn_norm");
            Tensor previous = shifted(shifts, 0, mixInput);
            Tensor mixed = seven ? timeMix.seven(mixInput, previous, firstValue) : timeMix.six(mixInput, previous);
            long size = width * b.hp().recurrence(TimeMixing.class).shifts() * sequences;
            b.expand(cpy(view1d(lastToken(mixInput), size, 0), view1d(store, size, 0)));
            Tensor middle = b.lastRows(reshape(add(mixed, x), width, n), il, outputIds);
            return add(b.ffn(b.rms(middle, il, "ffn_norm"), il), middle);
        }

        /** The token before each token: the kept one, then all but the last. */
        private Tensor shifted(Tensor shifts, long offset, Tensor x) {
            long per = x.ne1();
            long sequences = x.ne2();
            Tensor kept = view3d(shifts, x.ne0(), 1, sequences, shifts.nb1(), shifts.nb2(), offset);
            return concat(kept, view3d(x, x.ne0(), per - 1, sequences, x.nb1(), x.nb2(), 0), 1);
        }

        private static Tensor lastToken(Tensor x) {
            return view3d(x, x.ne0(), 1, x.ne2(), x.nb1(), x.nb2(), (x.ne1() - 1) * x.ne0() * F32);
        }

        private Tensor channelMix(Tensor x, Tensor previous) {
            Tensor difference = sub(previous, x);
            Tensor keyInput = add(mul(difference, b.requiredWeight(il, "channel_mix_lerp_k")), x);
            if (seven) {
                return b.lin(key(keyInput), il, "channel_mix_value");
            }
            Tensor gateInput = add(mul(difference, b.requiredWeight(il, "channel_mix_lerp_r")), x);
            Tensor gate = unary(b.lin(gateInput, il, "channel_mix_receptance"), Activation.SIGMOID);
            return mul(gate, b.lin(key(keyInput), il, "channel_mix_value"));
        }

        private Tensor key(Tensor x) {
            return sqr(unary(b.lin(x, il, "channel_mix_key"), Activation.RELU));
        }
    }
}

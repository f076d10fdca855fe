package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.add;
import static dev.llmfit.sizing.graph.Ops.addId;
import static dev.llmfit.sizing.graph.Ops.cast;
import static dev.llmfit.sizing.graph.Ops.clamp;
import static dev.llmfit.sizing.graph.Ops.cont;
import static dev.llmfit.sizing.graph.Ops.div;
import static dev.llmfit.sizing.graph.Ops.fill;
import static dev.llmfit.sizing.graph.Ops.getRows;
import static dev.llmfit.sizing.graph.Ops.glu;
import static dev.llmfit.sizing.graph.Ops.largest;
import static dev.llmfit.sizing.graph.Ops.log;
import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.mulMatId;
import static dev.llmfit.sizing.graph.Ops.repeat;
import static dev.llmfit.sizing.graph.Ops.reshape;
import static dev.llmfit.sizing.graph.Ops.rmsNorm;
import static dev.llmfit.sizing.graph.Ops.setRows;
import static dev.llmfit.sizing.graph.Ops.softMax;
import static dev.llmfit.sizing.graph.Ops.sqr;
import static dev.llmfit.sizing.graph.Ops.sqrt;
import static dev.llmfit.sizing.graph.Ops.sumRows;
import static dev.llmfit.sizing.graph.Ops.topK;
import static dev.llmfit.sizing.graph.Ops.unary;
import static dev.llmfit.sizing.graph.Ops.view2d;
import static dev.llmfit.sizing.graph.Ops.view3d;
import static java.util.Objects.requireNonNull;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.Gating;
import dev.llmfit.gguf.arch.RoutedExperts;
import dev.llmfit.gguf.arch.RoutedExperts.Groups;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.memory.ExpertCache;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The routed experts of one layer.
 *
 * <p>Source: {@code llm_graph_context::build_moe_ffn} in {@code src/llama-graph.cpp}.
 */
public final class Experts {
    private final GraphBuilder b;
    private final RoutedExperts shape;
    private final int il;
    private final int experts;
    private int used;
    private Gating gating = Gating.SOFTMAX;
    private Ffn activation = Ffn.SILU;
    private boolean normed;
    private OptionalDouble scale = OptionalDouble.empty();
    private @Nullable Tensor logits;
    private @Nullable Tensor chosen;
    private boolean weightsFirst;
    private boolean selectsByLogits;
    private boolean selectsBySigmoid;
    private String stack = "_exps";
    private @Nullable Tensor slots;
    private @Nullable String outputNorm;

    Experts(GraphBuilder b, int il) {
        this.b = b;
        this.shape = b.hp().requiredExperts();
        this.il = il;
        this.experts = shape.count();
        this.used = shape.used().at(il);
    }

    /** Sets how logits become weights. */
    public Experts gating(Gating value) {
        this.gating = value;
        return this;
    }

    /** Sets the activation; SILU if not set. */
    public Experts activation(Ffn value) {
        this.activation = value;
        return this;
    }

    /** Sets whether the weights of the chosen experts are normed to 1. */
    public Experts normed(boolean value) {
        this.normed = value;
        return this;
    }

    /** Sets the factor of the weights; none if not set. */
    public Experts scale(OptionalDouble value) {
        this.scale = value;
        return this;
    }

    /** Sets logits computed elsewhere, instead of by {@code ffn_gate_inp}. */
    public Experts logits(Tensor value) {
        this.logits = value;
        return this;
    }

    /** Sets the numbers of the experts of each token, which are then not chosen by the router. */
    public Experts chosen(@Nullable Tensor ids) {
        this.chosen = ids;
        return this;
    }

    /** Applies the weights before the experts and selects by logits, as llama4 does. */
    public Experts weightsFirst() {
        this.weightsFirst = true;
        this.selectsByLogits = true;
        return this;
    }

    /** Selects by the sigmoid of the logits, whatever weighs them, as grovemoe does. */
    public Experts selectedBySigmoid() {
        this.selectsBySigmoid = true;
        return this;
    }

    /** Scales what each expert makes by these weights and norms it, before the router's weights (muse-spark). */
    public Experts outputNorm(String name) {
        this.outputNorm = name;
        return this;
    }

    /** Uses the adjugate experts: one per group of routed experts, chosen through these. */
    public Experts adjugate() {
        this.stack = "_chexps";
        this.used = Math.min(used, experts / shape.perAdjugate().orElse(1));
        return this;
    }

    /** Adds the experts' output for {@code x} [width, tokens] to the graph. */
    public Tensor apply(Tensor x) {
        long n = x.ne1();
        Tensor scores = logits != null ? logits : b.lin(x, il, "ffn_gate_inp");
        Tensor probabilities = switch (gating) {
            case SOFTMAX -> softMax(scores);
            case SIGMOID -> unary(scores, Activation.SIGMOID);
            case SOFTMAX_SELECTED -> scores;
            case SQRT_SOFTPLUS -> sqrt(unary(scores, Activation.SOFTPLUS));
        };
        Tensor ids = chosen != null ? chosen : topK(selection(scores, probabilities, n), used);
        if (stack.equals("_chexps")) {
            ids = cast(dev.llmfit.sizing.graph.Ops.scale(cast(ids, GgmlType.F32)), GgmlType.I32);
        }
        Tensor weights = weights(probabilities, ids, n);
        b.expand(weights);
        slots = slots(ids, n);

        Tensor rows = reshape(x, x.ne0(), 1, n);
        if (weightsFirst) {
            rows = mul(repeat(rows, x.ne0(), used, n, 1), weights);
        }
        Tensor out = lowered(activated(rows, ids), ids);
        if (outputNorm != null) {
            out = rmsNorm(mul(out, b.requiredWeight(il, outputNorm)));
        }
        if (!weightsFirst) {
            out = mul(out, weights);
        }
        b.expand(out);
        return sum(out, n);
    }

    /** Looks up in which slots of the cache the chosen experts lie; null if they are not read from there ({@code build_moe_cache_slots}). */
    private @Nullable Tensor slots(Tensor ids, long n) {
        ExpertCache.Layer layer = b.expertCache.of(il);
        if (layer == null || !stack.equals("_exps") || !layer.serves(n, used)) {
            return null;
        }
        Tensor numbers = ids.isContiguous() ? ids : cont(ids);
        Tensor found = getRows(layer.table(), reshape(numbers, used * n, 1)).onBackend(layer.pool());
        b.expand(found);
        return reshape(found, used, n);
    }

    private Tensor cached(String name) {
        ExpertCache.Layer layer = requireNonNull(b.expertCache.of(il));
        return requireNonNull(layer.experts().get(name));
    }

    /** Applies the last matrices, whose input some models scale by a power of two ({@code build_amax_src1_f16}). */
    private Tensor lowered(Tensor raised, Tensor ids) {
        if (!rescales()) {
            return project(raised, "ffn_down" + stack, ids);
        }
        Tensor power = dev.llmfit.sizing.graph.Ops.scale(largest(unary(raised, Activation.ABS)));
        power = unary(dev.llmfit.sizing.graph.Ops.scale(log(power)), Activation.CEIL);
        power = unary(dev.llmfit.sizing.graph.Ops.scale(clamp(power)), Activation.EXP);
        return project(div(raised, power), "ffn_down" + stack, ids, power);
    }

    private boolean rescales() {
        EngineBuild build = b.launch().build();
        boolean now = b.hp().has(ArchitectureTrait.RESCALED_EXPERTS) && build.has(EngineSwitch.RESCALES_EXPERTS);
        boolean later =
                b.hp().has(ArchitectureTrait.RESCALED_EXPERTS_LATER) && build.has(EngineSwitch.RESCALES_LAGUNA_EXPERTS);
        return now || later;
    }

    private Tensor selection(Tensor scores, Tensor probabilities, long n) {
        Tensor ended = b.bias(il, "exp_probs_b");
        // hy_v3 names it without an ending
        Tensor bias = ended != null ? ended : b.weight(il, "exp_probs_b");
        Tensor biased = bias != null ? add(probabilities, bias) : probabilities;
        Tensor byLogits = selectsByLogits ? scores : biased;
        Tensor selection = selectsBySigmoid ? unary(scores, Activation.SIGMOID) : byLogits;
        return shape.groups().map(g -> bestGroups(selection, g, n)).orElse(selection);
    }

    /** Masks the experts outside the best groups. */
    private Tensor bestGroups(Tensor selection, Groups best, long n) {
        long groups = best.count();
        Tensor byGroup = reshape(selection, experts / groups, groups, n);
        Tensor bestTwo = topK(byGroup, 2);
        Tensor score = getRows(reshape(byGroup, 1, byGroup.ne0(), byGroup.ne1(), byGroup.ne2()), bestTwo);
        score = sumRows(reshape(score, score.ne1(), score.ne2(), score.ne3()));
        score = reshape(score, score.ne1(), score.ne2());
        Tensor chosen = topK(score, best.used());
        Tensor kept = getRows(byGroup, chosen);
        return reshape(setRows(fill(byGroup), kept, chosen), experts, n);
    }

    private Tensor weights(Tensor probabilities, Tensor ids, long n) {
        Tensor weights = getRows(reshape(probabilities, 1, experts, n), ids);
        if (gating == Gating.SOFTMAX_SELECTED) {
            weights = reshape(softMax(reshape(weights, used, n)), 1, used, n);
        }
        if (normed) {
            Tensor flat = reshape(weights, used, n);
            weights = reshape(div(flat, clamp(sumRows(flat))), 1, used, n);
        }
        return scale.orElse(1) != 1 ? dev.llmfit.sizing.graph.Ops.scale(weights) : weights;
    }

    private Tensor activated(Tensor rows, Tensor ids) {
        if (b.weight(il, "ffn_gate_up" + stack) != null) {
            Tensor both = project(rows, "ffn_gate_up" + stack, ids);
            long half = both.ne0() / 2;
            Tensor gate = view3d(both, half, both.ne1(), both.ne2(), both.nb1(), both.nb2(), 0);
            Tensor up = view3d(both, half, both.ne1(), both.ne2(), both.nb1(), both.nb2(), half * both.nb0());
            return combined(gate, up);
        }
        Tensor up = project(rows, "ffn_up" + stack, ids);
        if (b.weight(il, "ffn_gate" + stack) != null) {
            return combined(project(rows, "ffn_gate" + stack, ids), up);
        }
        Tensor plain = unary(up, activation.plain());
        return activation == Ffn.RELU_SQR ? sqr(plain) : plain;
    }

    private Tensor combined(Tensor gate, Tensor up) {
        return activation == Ffn.SITU ? Situ.of(b.hp(), gate, up) : glu(gate, up, activation.gated());
    }

    private Tensor project(Tensor x, String name, Tensor ids) {
        return project(x, name, ids, null);
    }

    /**
     * Applies the matrices of the chosen experts.
     *
     * @param power what {@code x} was divided by, if anything
     */
    private Tensor project(Tensor x, String name, Tensor ids, @Nullable Tensor power) {
        Tensor matrix = b.requiredWeight(il, name);
        Tensor y = slots == null ? mulMatId(matrix, x, ids) : mulMatId(cached(name), x, slots);
        Tensor factor = b.scale(il, name);
        if (factor != null) {
            Tensor perExpert = repeat(reshape(factor, 1, factor.ne0(), 1), 1, factor.ne0(), x.ne2(), 1);
            y = mul(y, getRows(perExpert, ids));
        }
        y = b.adaptedById(y, matrix, x, ids);
        if (power != null) {
            y = mul(y, power);
        }
        Tensor bias = b.bias(il, name);
        return bias == null ? y : addId(y, bias, ids);
    }

    /** Adds the outputs of the experts of each token. */
    private Tensor sum(Tensor out, long n) {
        Tensor[] views = new Tensor[used];
        for (int i = 0; i < used; i++) {
            views[i] = view2d(out, out.ne0(), n, out.nb2(), i * out.nb1());
            b.expand(views[i]);
        }
        Tensor total = views[0];
        for (int i = 1; i < used; i++) {
            total = add(total, views[i]);
            b.expand(total);
        }
        return used == 1 ? cont(total) : total;
    }
}

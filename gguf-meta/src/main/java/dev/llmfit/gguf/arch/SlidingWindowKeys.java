package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.DENSE_LEAD;
import static dev.llmfit.gguf.arch.ArchitectureKeys.PATTERN;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_COUNT;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_WIDTH;
import static dev.llmfit.gguf.arch.ArchitectureKeys.WINDOW;

import dev.llmfit.gguf.arch.Window.Kind;
import java.util.OptionalInt;

/** Attention with a sliding window in some layers. */
final class SlidingWindowKeys {
    private SlidingWindowKeys() {}

    static void gemma2(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 2, false, k.keys.integer(WINDOW, 4096));
        k.draft.variant(GraphVariant.SOFT_CAPPED_SCORES, true);
        k.finalSoftcap(30);
    }

    static void gemma3(ArchitectureKeys k) {
        windowIfSet(k, Kind.STANDARD, 6, false);
        k.finalSoftcap(0);
    }

    static void gemmaEmbedding(ArchitectureKeys k) {
        window(k, Kind.SYMMETRIC, 6, false, k.keys.integer(WINDOW));
        k.draft.inBothDirections();
    }

    static void gemma3n(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 5, false, k.keys.integer(WINDOW));
        k.draft.layers(l -> l.withCached(20));
    }

    static void gemmaEmbedding2(ArchitectureKeys k) {
        gemmaEmbedding(k);
        int perLayer = k.keys.integer("embedding_length_per_layer_input");
        k.draft.widths(w -> w.withPerLayerInput(perLayer));
    }

    static void gemma4(ArchitectureKeys k) {
        k.draft.variant(GraphVariant.LAZY_EMBEDDINGS, true);
        windowByArray(k);
        int key = k.keys.integer("attention.key_length_swa");
        int value = k.keys.integer("attention.value_length_swa");
        k.draft.heads(h -> h.withWindow(key, value));
        int cached = k.all() - k.keys.integer("attention.shared_kv_layers", 0);
        if (cached >= 0) {
            k.draft.layers(l -> l.withCached(cached));
        }
        k.expertWidth(false);
        int perLayer = k.keys.integer("embedding_length_per_layer_input");
        k.draft.widths(w -> w.withPerLayerInput(perLayer));
        k.finalSoftcap(30);
    }

    static void gptOss(ArchitectureKeys k) {
        k.expertWidth(true);
        window(k, Kind.STANDARD, 2, false, k.keys.integer(WINDOW));
    }

    static void cohere2(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW));
        k.logitScale();
    }

    static void cohere2Moe(ArchitectureKeys k) {
        k.draft.variant(GraphVariant.LAYER_NORM, k.keys.real("attention.layer_norm_rms_epsilon", 0) == 0);
        k.expertWidth(true);
        k.logitScale();
        k.denseLead();
        k.keys.integer(SHARED_WIDTH, 0);
        k.keys.integer(SHARED_COUNT, 0);
        k.weights();
        k.gating(Gating.SIGMOID);
        window(k, Kind.STANDARD, 4, true, k.keys.integer(WINDOW));
    }

    static void afmoe(ArchitectureKeys k) {
        k.denseLead();
        k.sharedExperts();
        k.gating(Gating.SIGMOID);
        windowIfSet(k, Kind.STANDARD, 4, false);
    }

    static void mellum(ArchitectureKeys k) {
        k.expertWidth(true);
        windowIfSet(k, Kind.STANDARD, 4, false);
    }

    static void olmo2(ArchitectureKeys k) {
        windowIfSet(k, Kind.STANDARD, 4, false);
    }

    static void plamo3(ArchitectureKeys k) {
        windowIfSet(k, Kind.STANDARD, 8, false);
    }

    static void modernBert(ArchitectureKeys k) {
        windowIfSet(k, Kind.SYMMETRIC, 3, true);
    }

    static void exaone4(ArchitectureKeys k) {
        if (k.trunk() == 64) {
            window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW, 4096));
        } else {
            k.keys.integer(WINDOW, 0);
        }
    }

    static void exaoneMoe(ArchitectureKeys k) {
        window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW));
        k.keys.integer(SHARED_COUNT, 0);
        k.expertWidth(true);
        k.keys.integer(SHARED_WIDTH, 0);
        k.gating();
        k.weights();
        k.denseLead();
    }

    static void llama4(ArchitectureKeys k) {
        k.expertWidth(true);
        k.keys.integer("interleave_moe_layer_step");
        if (k.keys.has(WINDOW) && k.keys.integer(WINDOW) == 0) {
            k.draft.rope(r -> r.withNoRopeStep(OptionalInt.of(k.trunk())));
        } else {
            window(k, Kind.CHUNKED, 4, false, 8192);
            k.draft.scales(s -> s.withTemperature(0.1));
        }
        int experts = k.draft.experts().map(RoutedExperts::count).orElse(0);
        k.draft.variant(GraphVariant.NORMED_QUERIES_AND_KEYS, experts != 128);
    }

    static void laguna(ArchitectureKeys k) {
        int lead = k.keys.integer(DENSE_LEAD);
        k.draft.dense(d -> d.withLead(lead));
        k.expertWidth(true);
        k.gating(Gating.SIGMOID);
        k.weights();
        k.keys.integer(SHARED_COUNT, 1);
        k.keys.integer(SHARED_WIDTH, 0);
        windowIfSet(k, Kind.STANDARD, 4, true);
    }

    static void smallThinker(ArchitectureKeys k) {
        if (k.keys.integer(WINDOW, 0) > 0) {
            window(k, Kind.STANDARD, 4, true, 4096);
        } else {
            k.draft.rope(r -> r.withNoRopeStep(OptionalInt.empty()));
        }
        k.expertWidth(false);
        k.gating();
    }

    static void museGlimmer(ArchitectureKeys k) {
        k.finalSoftcap(30);
        k.logitScale();
        window(k, Kind.STANDARD, 4, false, k.keys.integer(WINDOW));
    }

    /** The file says of each layer whether it has a window. */
    static void windowByArray(ArchitectureKeys k) {
        int size = k.keys.integer(WINDOW);
        k.draft.window(new Window(Kind.STANDARD, size, LayerSet.marked(k.keys.requiredArray(PATTERN, k.all()))));
    }

    static void maple(ArchitectureKeys k) {
        windowByArray(k);
        k.expertWidth(true);
    }

    static void mimo2(ArchitectureKeys k) {
        maple(k);
        double scale = k.keys.real("attention.value_scale", 0);
        k.draft.scales(s -> s.withAttentionValue(scale == 1 ? 0 : scale));
    }

    static void beam(ArchitectureKeys k) {
        int lead = k.keys.integer(DENSE_LEAD);
        k.draft.dense(d -> d.withLead(lead));
        k.expertWidth(true);
        k.weights();
        k.gating(Gating.SIGMOID);
        k.finalSoftcap(0);
        windowByArray(k);
    }

    static void flint(ArchitectureKeys k) {
        int lead = k.keys.integer(DENSE_LEAD);
        k.draft.dense(d -> d.withLead(lead));
        k.sharedExperts();
        k.gating();
        k.keys.integer(SHARED_WIDTH);
        windowByArray(k);
        LayerSet rotated = LayerSet.marked(k.keys.requiredArray("attention.rope_pattern", k.all()));
        k.draft.rope(r -> r.withLayers(rotated));
    }

    static void kolibri(ArchitectureKeys k) {
        k.expertWidth(true);
        k.keys.integer(SHARED_COUNT);
        k.keys.integer(SHARED_WIDTH);
        k.weights();
        k.gating();
        windowByArray(k);
    }

    static void maionCoder(ArchitectureKeys k) {
        k.expertWidth(true);
        k.keys.integer("interleave_moe_layer_step");
        k.keys.integer("moe_latent_size");
        windowByArray(k);
    }

    static void museSpark(ArchitectureKeys k) {
        k.expertWidth(false);
        k.weights();
        k.gating();
        k.keys.integer("moe_latent_size");
        k.logitScale();
        k.finalSoftcap(0);
        windowByArray(k);
    }

    static void step35(ArchitectureKeys k) {
        windowByArray(k);
        k.draft.rope(r -> r.withDimensions(r.dimensions() / 2));
        k.expertWidth(true);
        k.keys.integer(SHARED_WIDTH, 0);
        k.gating(Gating.SIGMOID);
        k.weights();
    }

    static void graniteSwa(ArchitectureKeys k) {
        windowByArray(k);
        k.granite();
        k.deepstackMapping();
        k.keys.array("attention.rope_pattern", k.draft.rope().layers().marks())
                .ifPresent(marks -> k.draft.rope(r -> r.withLayers(LayerSet.marked(marks))));
        k.keys.integer(SHARED_WIDTH, 0);
    }

    private static void windowIfSet(ArchitectureKeys k, Kind type, int period, boolean denseFirst) {
        int size = k.keys.integer(WINDOW, 0);
        if (size > 0) {
            window(k, type, period, denseFirst, size);
        }
    }

    private static void window(ArchitectureKeys k, Kind type, int period, boolean denseFirst, int size) {
        LayerSet layers = k.keys.array(PATTERN, k.unmarked())
                .map(LayerSet::marked)
                .orElseGet(() -> periodic(k, k.keys.integer(PATTERN, period), denseFirst));
        k.draft.window(new Window(type, size, layers));
    }

    /** All layers of the trunk but one of each period; all without a period ({@code set_swa_pattern}). */
    private static LayerSet periodic(ArchitectureKeys k, int period, boolean denseFirst) {
        int dense = denseFirst ? 0 : period - 1;
        return LayerSet.of(k.all(), il -> il < k.trunk() && (period == 0 || il % period != dense));
    }
}

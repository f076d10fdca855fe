package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_WIDTH;

/** Dense models with ordinary attention. */
final class PlainKeys {
    private PlainKeys() {}

    /** An architecture without keys of its own. */
    static void none(ArchitectureKeys k) {
        // all its keys are those of every model
    }

    static void alibi(ArchitectureKeys k) {
        k.keys.real("attention.max_alibi_bias", 0);
    }

    static void mpt(ArchitectureKeys k) {
        clamped(k);
        alibi(k);
    }

    static void clamped(ArchitectureKeys k) {
        double limit = k.keys.real("attention.clamp_kqv", 0);
        k.draft.scales(s -> s.withClampKqv(limit));
    }

    static void chameleon(ArchitectureKeys k) {
        k.draft.variant(GraphVariant.NORMS_BEHIND_BRANCHES, k.keys.flag("swin_norm", false));
    }

    static void scaledLogits(ArchitectureKeys k) {
        k.logitScale();
    }

    /** Diffusion models attend in both directions. */
    static void diffusion(ArchitectureKeys k) {
        k.draft.inBothDirections();
    }

    static void gptNeoX(ArchitectureKeys k) {
        k.draft.variant(GraphVariant.PARALLEL_RESIDUAL, k.keys.flag("use_parallel_residual", false));
    }

    static void eagle3(ArchitectureKeys k) {
        k.keys.requiredArray("target_layers", 3);
        k.keys.integer("target_hidden_size");
        k.draft.variant(GraphVariant.NORMED_RESIDUAL, k.keys.flag("norm_before_residual", false));
    }

    static void sectionsIfSet(ArchitectureKeys k) {
        k.sections(false);
    }

    static void sections(ArchitectureKeys k) {
        k.sections(true);
    }

    static void deepstack(ArchitectureKeys k) {
        k.deepstackAndSections();
    }

    static void mistral3(ArchitectureKeys k) {
        k.temperature();
    }

    static void granite(ArchitectureKeys k) {
        graniteShared(k);
        k.deepstackMapping();
    }

    /** The router of granite-switch is one more single-head layer behind the trunk. */
    static void graniteSwitch(ArchitectureKeys k) {
        graniteShared(k);
        int router = k.trunk();
        requireLayers(router + 1L);
        k.draft.repeatLayers(router + 1);
        k.draft.layers(l -> l.withNextToken(1));
        k.draft.heads(h -> h.withCounts(h.query().with(router, 1), h.keyValue().with(router, 1)));
        k.draft.dense(d -> d.withWidth(d.width().with(router, 0)));
    }

    static void miniCpm(ArchitectureKeys k) {
        int width = k.draft.widths().stream();
        double embedding = k.keys.real("embedding_scale", 12);
        double residual = k.keys.real("residual_scale", 1.4 / Math.sqrt(k.trunk()));
        double logits = k.keys.real("logit_scale", width > 0 ? 256.0 / width : 1);
        k.draft.scales(s -> s.withEmbedding(embedding).withResidual(residual).withLogits(logits));
    }

    static void nanbeige(ArchitectureKeys k) {
        int loops = Math.max(1, k.keys.integer("num_loops", 1));
        boolean normedBetween = !k.keys.flag("skip_loop_final_norm", false);
        int layers = k.trunk();
        requireLayers((long) layers * loops);
        k.draft.repeatLayers(layers * loops);
        int runs = k.trunk();
        k.draft.layers(l -> l.withReuse(new LayerReuse.Loops(runs / loops, normedBetween)));
    }

    static void hrmText(ArchitectureKeys k) {
        double embedding = k.keys.real("embedding_scale", 0);
        k.draft.scales(s -> s.withEmbedding(embedding));
        int perStack = k.keys.integer("hrm.layers_per_stack");
        int high = k.keys.integer("hrm.h_cycles");
        int low = k.keys.integer("hrm.l_cycles");
        if (perStack > 0) {
            k.draft.layers(l -> l.withReuse(new LayerReuse.Cycles(perStack, high, low)));
        }
    }

    static void t5(ArchitectureKeys k) {
        t5Encoder(k);
        int decoder = k.keys.integer("decoder_block_count", k.trunk());
        k.draft.layers(l -> l.withDecoder(decoder));
    }

    static void t5Encoder(ArchitectureKeys k) {
        k.keys.integer("attention.relative_buckets_count");
    }

    private static void graniteShared(ArchitectureKeys k) {
        k.granite();
        k.ropeFinetuned();
        k.keys.integer(SHARED_WIDTH, 0);
    }

    private static void requireLayers(long layers) {
        if (layers > HyperParameters.MAX_LAYERS) {
            throw new HyperParametersException(layers + " layers are more than " + HyperParameters.MAX_LAYERS);
        }
    }
}

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
        k.v.clampKqv = k.keys.real("attention.clamp_kqv", 0);
    }

    static void chameleon(ArchitectureKeys k) {
        k.v.swinNorm = k.keys.flag("swin_norm", false);
    }

    static void scaledLogits(ArchitectureKeys k) {
        k.v.logitScale = k.keys.real("logit_scale", 0);
    }

    /** Diffusion models attend in both directions. */
    static void diffusion(ArchitectureKeys k) {
        k.v.causal = false;
    }

    static void gptNeoX(ArchitectureKeys k) {
        k.v.parallelResidual = k.keys.flag("use_parallel_residual", false);
    }

    static void eagle3(ArchitectureKeys k) {
        int[] target = new int[3];
        k.keys.requiredArray("target_layers", target);
        k.keys.integer("target_hidden_size");
        k.v.normedResidual = k.keys.flag("norm_before_residual", false);
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
        k.v.attnTempScale = k.keys.real("attention.temperature_scale", 0);
    }

    static void granite(ArchitectureKeys k) {
        graniteShared(k);
        k.deepstackMapping();
    }

    /** The router of granite-switch is one more single-head layer behind the trunk. */
    static void graniteSwitch(ArchitectureKeys k) {
        graniteShared(k);
        int layers = k.v.nLayer();
        requireLayers(layers + 1L);
        k.v.resizeLayers(layers + 1);
        k.v.nLayerNextn = 1;
        k.v.head[layers] = 1;
        k.v.headKv[layers] = 1;
        k.v.ff[layers] = 0;
    }

    static void miniCpm(ArchitectureKeys k) {
        k.v.embeddingScale = k.keys.real("embedding_scale", 12);
        k.v.residualScale = k.keys.real("residual_scale", 1.4 / Math.sqrt(k.v.nLayer()));
        k.v.logitScale = k.keys.real("logit_scale", k.v.nEmbd > 0 ? 256.0 / k.v.nEmbd : 1);
    }

    static void nanbeige(ArchitectureKeys k) {
        k.v.loops = Math.max(1, k.keys.integer("num_loops", 1));
        k.v.normsAfterLoop = !k.keys.flag("skip_loop_final_norm", false);
        requireLayers((long) k.v.nLayer() * k.v.loops);
        k.v.resizeLayers(k.v.nLayer() * k.v.loops);
    }

    static void hrmText(ArchitectureKeys k) {
        k.v.embeddingScale = k.keys.real("embedding_scale", 0);
        k.v.hrmLayersPerStack = k.keys.integer("hrm.layers_per_stack");
        k.v.hrmHCycles = k.keys.integer("hrm.h_cycles");
        k.v.hrmLCycles = k.keys.integer("hrm.l_cycles");
    }

    static void t5(ArchitectureKeys k) {
        t5Encoder(k);
        k.v.decoderLayers = k.keys.integer("decoder_block_count", k.v.nLayer());
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

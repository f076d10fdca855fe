package dev.llmfit.gguf;

import dev.llmfit.gguf.HyperParameters.Gating;
import dev.llmfit.gguf.HyperParameters.SwaType;
import java.util.Arrays;

/**
 * Reads the keys of one architecture and sets its defaults.
 *
 * <p>Source: {@code load_arch_hparams} of each file in {@code src/models} of llama.cpp b11434.
 */
final class HyperParametersByArchitecture {
    private static final String WINDOW = "attention.sliding_window";
    private static final String PATTERN = "attention.sliding_window_pattern";
    private static final String SHARED_WIDTH = "expert_shared_feed_forward_length";
    private static final String SHARED_COUNT = "expert_shared_count";
    private static final String SCALE = "expert_weights_scale";
    private static final String DENSE_LEAD = "leading_dense_block_count";
    private static final String Q_RANK = "attention.q_lora_rank";
    private static final String KV_RANK = "attention.kv_lora_rank";

    private final Model model;
    private final HyperParametersReader keys;
    private final HyperParametersValues v;

    HyperParametersByArchitecture(Model model, HyperParametersReader keys, HyperParametersValues values) {
        this.model = model;
        this.keys = keys;
        this.v = values;
    }

    /** Refuses an architecture llama.cpp b11434 has no text model for. */
    void requireKnown() {
        if (!HyperParameters.architectures().contains(v.architecture)) {
            throw new HyperParametersException("unknown model architecture: '" + v.architecture + "'");
        }
    }

    void apply() {
        if (!experts() && !latentAttention() && !recurrent() && !slidingWindow()) {
            plain();
        }
    }

    /** Mixtures of experts with ordinary attention. */
    private boolean experts() {
        switch (v.architecture) {
            case "qwen2moe", "qwen3moe", "qwen3vlmoe", "rnd1", "llada-moe" -> {
                expertWidth(false);
                v.ffShared = v.architecture.equals("qwen2moe") ? keys.integer(SHARED_WIDTH, 0) : 0;
                if (v.architecture.equals("qwen3vlmoe")) {
                    deepstackAndSections();
                }
                v.causal &= v.architecture.startsWith("qwen");
            }
            case "deepseek" -> {
                expertWidth(true);
                denseLead();
                v.nExpertShared = keys.integer(SHARED_COUNT);
                v.expertWeightsScale = keys.real(SCALE, 0);
            }
            case "bailingmoe" -> {
                expertWidth(true);
                denseLead();
                v.nExpertShared = keys.integer(SHARED_COUNT);
                weights();
            }
            case "bailingmoe2" -> {
                expertWidth(true);
                denseLead();
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
                v.nExpertShared = keys.integer(SHARED_COUNT);
                weights();
                gating(Gating.NONE);
            }
            case "dots1", "deepseek2-ocr" -> {
                expertWidth(true);
                denseLead();
                v.nExpertShared = keys.integer(SHARED_COUNT);
                weights();
                gating(v.architecture.equals("dots1") ? Gating.NONE : Gating.SOFTMAX);
            }
            case "glm4moe" -> {
                expertWidth(true);
                sections(false);
                v.nExpertShared = keys.integer(SHARED_COUNT);
                denseLead();
                weights();
                gating(Gating.SIGMOID);
            }
            case "ernie4_5", "ernie4_5-moe", "paddleocr" -> {
                sections(false);
                if (v.architecture.equals("ernie4_5-moe")) {
                    expertWidth(true);
                    v.ffShared = keys.integer(SHARED_WIDTH, 0);
                    v.moeStep = keys.integer("interleave_moe_layer_step");
                    denseLead();
                }
            }
            case "hunyuan-moe" -> {
                expertWidth(true);
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
            }
            case "hy_v3" -> {
                expertWidth(true);
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
                weights();
                gating(Gating.SIGMOID);
            }
            case "minimax-m2" -> {
                expertWidth(true);
                gating(Gating.NONE);
            }
            case "minimax-m3" -> {
                expertWidth(true);
                denseLead();
                v.nExpertShared = keys.integer(SHARED_COUNT);
                weights();
                gating(Gating.NONE);
                indexer();
            }
            case "grok" -> {
                expertWidth(false);
                v.logitScale = keys.real("logit_scale", 0.5773502691896257);
                v.embeddingScale = keys.real("embedding_scale", 78.38367176906169);
                v.finalSoftcap = keys.real("final_logit_softcapping", 0);
            }
            case "grovemoe" -> {
                expertWidth(true);
                v.ffChunk = keys.integer("expert_chunk_feed_forward_length", 0);
                v.groupExperts = keys.integer("experts_per_group");
            }
            case "granitemoe" -> {
                granite();
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
            }
            case "nomic-bert-moe" -> v.moeEvery = keys.integer("moe_every_n_layers", 0);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Compressed attention (MLA), with or without a sparse-attention indexer. */
    private boolean latentAttention() {
        switch (v.architecture) {
            case "deepseek2", "mistral4" -> {
                boolean lite = v.nLayer() == 27 || v.nLayer() == 26 || (v.nLayer() == 48 && v.nVocab == 128256);
                denseLead();
                v.loraQ = lite ? 0 : keys.integer(Q_RANK);
                mla(false);
                sharedExperts();
                boolean glmLite = (v.nLayer() == 47 || v.nLayer() == 48) && v.nVocab == 154880;
                gating(glmLite ? Gating.SIGMOID : Gating.SOFTMAX);
                v.attnTempScale = keys.real("attention.temperature_scale", 0);
            }
            case "deepseek32", "glm-dsa" -> {
                sections(false);
                denseLead();
                v.loraQ = keys.integer(Q_RANK);
                mla(false);
                sharedExperts();
                indexer();
                gating(v.architecture.equals("glm-dsa") ? Gating.SIGMOID : Gating.NONE);
                if (v.architecture.equals("glm-dsa")) {
                    indexerTypes();
                }
            }
            case "hy_v4" -> {
                denseLead();
                v.loraQ = keys.integer(Q_RANK);
                mla(true);
                sharedExperts();
                gating(Gating.NONE);
                v.hyperConnections = keys.integer("hyper_connection.count");
                v.indexerHeads = keys.integer("attention.indexer.head_count", 0);
                v.indexerHead = keys.integer("attention.indexer.key_length", 0);
                v.indexerTopK = keys.integer("attention.indexer.top_k", 0);
                keys.perLayer("attention.indexer.types", v.indexerFull, v.nLayer());
            }
            case "minicpm3" -> {
                v.loraQ = keys.integer(Q_RANK);
                v.loraKv = keys.integer(KV_RANK);
            }
            case "plm" -> v.loraKv = keys.integer(KV_RANK);
            case "dots3note" -> {
                sharedExperts();
                denseLead();
                gating(Gating.NONE);
                v.loraQ = keys.integer(Q_RANK);
                mla(true);
                v.swaType = SwaType.STANDARD;
                v.nSwa = keys.integer(WINDOW);
                keys.requiredArray(PATTERN, v.swa);
                indexer();
                keys.requiredArray("attention.indexer.types", v.indexerFull);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Recurrent and hybrid models. */
    private boolean recurrent() {
        switch (v.architecture) {
            case "mamba" -> {
                Arrays.fill(v.recurrent, 1);
                ssm(false);
                v.ssmNormed = keys.flag("ssm.dt_b_c_rms", false);
            }
            case "mamba2" -> {
                Arrays.fill(v.recurrent, 1);
                ssm(true);
            }
            case "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7" -> {
                Arrays.fill(v.recurrent, 1);
                rwkv();
            }
            case "jamba" -> {
                ssm(false);
                v.recurrentWithoutKvHeads(v.nLayer());
            }
            case "plamo2" -> {
                ssm(true);
                // read again, because the first layer may have no heads to divide the width by
                v.headK = keys.integer("attention.key_length", v.headK);
                v.headV = keys.integer("attention.value_length", v.headV);
                v.recurrentWithoutKvHeads(v.nLayer());
            }
            case "falcon-h1" -> {
                ssm(true);
                Arrays.fill(v.recurrent, 1);
            }
            case "granitehybrid" -> {
                graniteScales();
                ssm(true);
                ropeFinetuned();
                v.recurrentWithoutKvHeads(v.nLayer());
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
            }
            case "nemotron_h", "nemotron_h_moe" -> nemotronHybrid();
            case "lfm2", "lfm2moe" -> shortConvolution();
            case "qwen3next", "qwen35", "qwen35moe", "clef", "qwen4exp" -> deltaNet();
            case "kimi-linear", "kimi-k3", "bailingmoe3", "glm5-next" -> kimi();
            case "minimax-01" -> {
                v.residualScale = keys.real("residual_scale", 0);
                v.headLinear = v.headK;
                recurrentInterval(8);
            }
            case "deepseek4" -> deepseek4();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void nemotronHybrid() {
        ssm(true);
        for (int il = 0; il < v.nLayerAll; il++) {
            v.recurrent[il] = il < v.nLayer() && v.headKv[il] == 0 && v.ff[il] == 0 ? 1 : 0;
        }
        expertWidth(false);
        v.ffShared = keys.integer(SHARED_WIDTH, 0);
        v.nExpertShared = keys.integer(SHARED_COUNT, 0);
        weights();
        v.moeLatent = keys.integer("moe_latent_size", 0);
    }

    private void shortConvolution() {
        v.shortConv = keys.integer("shortconv.l_cache");
        v.recurrentWithoutKvHeads(v.nLayer());
        if (v.architecture.equals("lfm2moe")) {
            denseLead();
            expertWidth(true);
            gating(Gating.NONE);
            return;
        }
        v.nDenseLead = v.nLayer();
        v.nSwa = keys.integer(WINDOW, 0);
        if (v.nSwa > 0) {
            v.swaType = SwaType.STANDARD;
            for (int il = 0; il < v.nLayer(); il++) {
                v.swa[il] = 1 - v.recurrent[il];
            }
        }
    }

    private void deltaNet() {
        if (!v.architecture.equals("qwen35") && !v.architecture.equals("clef")) {
            expertWidth(false);
            v.ffShared = keys.integer(SHARED_WIDTH, 0);
        }
        sections(!v.architecture.equals("qwen3next"));
        ssm(true);
        recurrentInterval(4);
        if (v.architecture.equals("clef")) {
            v.nEmbdOut = 1;
        }
        if (v.architecture.equals("qwen4exp")) {
            v.hyperConnections = keys.integer("hyper_connection.count");
            v.nEmbdOut = Math.multiplyExact(v.hyperConnections, v.nEmbd);
            indexer();
            v.compressRatios = new int[v.nLayerAll];
            keys.perLayer("attention.compress_ratios", v.compressRatios, v.nLayerAll);
            v.indexerPool = Arrays.stream(v.compressRatios).max().orElse(0);
            v.indexerPoolRow = 2;
        }
    }

    private void kimi() {
        mla(true);
        v.loraQ = v.architecture.equals("kimi-linear") ? 0 : keys.integer(Q_RANK, 0);
        v.ssmConv = keys.integer("ssm.conv_kernel");
        v.headKda = keys.integer("kda.head_dim");
        if (v.architecture.equals("kimi-k3") || v.architecture.equals("glm5-next")) {
            v.headV = v.loraKv;
        }
        v.recurrentWithoutKvHeads(v.architecture.equals("glm5-next") ? v.nLayerAll : v.nLayer());
        expertWidth(true);
        v.nExpertShared = keys.integer(SHARED_COUNT);
        denseLead();
        weights();
        gating(v.architecture.equals("glm5-next") ? Gating.SIGMOID : Gating.NONE);
        switch (v.architecture) {
            case "bailingmoe3" -> {
                sections(false);
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
                if (v.ffShared == 0) {
                    v.ffShared = Math.multiplyExact(v.ffExpert[0], Math.max(1, v.nExpertShared));
                }
            }
            case "kimi-k3" -> v.moeLatent = keys.integer("expert_latent_length", 0);
            case "glm5-next" -> {
                indexer();
                v.indexerPool = keys.integer("attention.indexer.kpool");
                Arrays.fill(v.indexerFull, 1);
                keys.perLayer("attention.indexer.types", v.indexerFull, v.nLayer());
                v.hyperConnections = keys.integer("hyper_connection.count");
            }
            default -> {}
        }
    }

    private void deepseek4() {
        String probe = "blk." + v.nLayer() + ".nextn.eh_proj.weight";
        if (v.nLayerNextn > 0
                && model.tensors().stream().noneMatch(t -> t.name().equals(probe))) {
            v.nLayerNextn = 0;
        }
        v.loraQ = keys.integer(Q_RANK);
        v.nSwa = keys.integer(WINDOW);
        sharedExperts();
        gating(Gating.NONE);
        indexer();
        v.hyperConnections = keys.integer("hyper_connection.count");
        v.nEmbdOut = Math.multiplyExact(v.hyperConnections, v.nEmbd);
        v.compressRatios = new int[Math.max(v.nLayerAll, keys.length("attention.compress_ratios"))];
        keys.requiredArray("attention.compress_ratios", v.compressRatios);
        v.swaType = SwaType.STANDARD;
        Arrays.fill(v.swa, 1);
    }

    private void rwkv() {
        v.wkvHead = keys.integer("wkv.head_size");
        v.tokenShift = keys.integer("token_shift_count", 2);
        if (v.architecture.startsWith("rwkv6")) {
            v.timeMixExtra = keys.integer("time_mix_extra_dim");
            v.timeDecayExtra = keys.integer("time_decay_extra_dim");
            v.rescaleEvery = keys.integer("rescale_every_n_layers", 0);
        } else {
            v.loraDecay = keys.integer("attention.decay_lora_rank");
            v.loraIclr = keys.integer("attention.iclr_lora_rank");
            v.loraValueMix = keys.integer("attention.value_residual_mix_lora_rank");
            v.loraGate = keys.integer("attention.gate_lora_rank", 0);
        }
    }

    /** Attention with a sliding window in some layers. */
    private boolean slidingWindow() {
        switch (v.architecture) {
            case "gemma2" -> {
                window(SwaType.STANDARD, 2, false, keys.integer(WINDOW, 4096));
                v.attnSoftcap = true;
                v.finalSoftcap = keys.real("final_logit_softcapping", 30);
                v.attentionScale = v.nLayer() == 46 ? inverseRoot(v.nEmbd / v.head[0]) : inverseRoot(v.headK);
            }
            case "gemma3" -> {
                windowIfSet(SwaType.STANDARD, 6, false);
                v.finalSoftcap = keys.real("final_logit_softcapping", 0);
                v.attentionScale = v.nLayer() == 62 ? inverseRoot(v.nEmbd / v.head[0]) : inverseRoot(v.headK);
            }
            case "gemma-embedding" -> {
                window(SwaType.SYMMETRIC, 6, false, keys.integer(WINDOW));
                v.causal = false;
                v.attentionScale = inverseRoot(v.headK);
            }
            case "gemma3n" -> {
                window(SwaType.STANDARD, 5, false, keys.integer(WINDOW));
                v.nLayerKvFromStart = 20;
                v.attentionScale = 1;
            }
            case "gemma4" -> gemma4();
            case "gpt-oss" -> {
                expertWidth(true);
                window(SwaType.STANDARD, 2, false, keys.integer(WINDOW));
            }
            case "cohere2" -> {
                window(SwaType.STANDARD, 4, false, keys.integer(WINDOW));
                v.logitScale = keys.real("logit_scale", 0);
            }
            case "cohere2moe" -> {
                v.layerNorm = keys.real("attention.layer_norm_rms_epsilon", 0) == 0;
                expertWidth(true);
                v.logitScale = keys.real("logit_scale", 0);
                denseLead();
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
                v.nExpertShared = keys.integer(SHARED_COUNT, 0);
                weights();
                gating(Gating.SIGMOID);
                window(SwaType.STANDARD, 4, true, keys.integer(WINDOW));
            }
            case "afmoe" -> {
                denseLead();
                expertWidth(true);
                v.nExpertShared = keys.integer(SHARED_COUNT);
                weights();
                gating(Gating.SIGMOID);
                windowIfSet(SwaType.STANDARD, 4, false);
            }
            case "mellum" -> {
                expertWidth(true);
                windowIfSet(SwaType.STANDARD, 4, false);
            }
            case "olmo2" -> windowIfSet(SwaType.STANDARD, 4, false);
            case "plamo3" -> windowIfSet(SwaType.STANDARD, 8, false);
            case "exaone4" -> {
                if (v.nLayer() == 64) {
                    window(SwaType.STANDARD, 4, false, keys.integer(WINDOW, 4096));
                } else {
                    v.nSwa = keys.integer(WINDOW, 0);
                }
            }
            case "exaone-moe" -> {
                window(SwaType.STANDARD, 4, false, keys.integer(WINDOW));
                v.nExpertShared = keys.integer(SHARED_COUNT, 0);
                expertWidth(true);
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
                gating(Gating.NONE);
                weights();
                denseLead();
            }
            case "llama4" -> llama4();
            case "laguna" -> laguna();
            case "smallthinker" -> {
                if (keys.integer(WINDOW, 0) > 0) {
                    window(SwaType.STANDARD, 4, true, 4096);
                } else {
                    v.noRopeStep = v.nLayer();
                }
                expertWidth(false);
                gating(Gating.NONE);
            }
            case "maple", "mimo2", "step35", "spark2_5", "granite_swa" -> windowByArray();
            case "muse-glimmer" -> {
                v.finalSoftcap = keys.real("final_logit_softcapping", 30);
                v.logitScale = keys.real("logit_scale", 0);
                window(SwaType.STANDARD, 4, false, keys.integer(WINDOW));
            }
            case "modern-bert" -> {
                windowIfSet(SwaType.SYMMETRIC, 3, true);
                v.hiddenActivation = keys.text("hidden_activation", "");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void gemma4() {
        v.swaType = SwaType.STANDARD;
        keys.requiredArray(PATTERN, v.swa);
        v.attentionScale = 1;
        v.nSwa = keys.integer(WINDOW);
        v.headKSwa = keys.integer("attention.key_length_swa");
        v.headVSwa = keys.integer("attention.value_length_swa");
        v.nLayerKvFromStart = v.nLayerAll - keys.integer("attention.shared_kv_layers", 0);
        expertWidth(false);
        v.embdPerLayer = keys.integer("embedding_length_per_layer_input");
        v.finalSoftcap = keys.real("final_logit_softcapping", 30);
    }

    private void llama4() {
        expertWidth(true);
        v.moeStep = keys.integer("interleave_moe_layer_step");
        if (keys.has(WINDOW) && keys.integer(WINDOW) == 0) {
            v.noRopeStep = v.nLayer();
        } else {
            window(SwaType.CHUNKED, 4, false, 8192);
            v.attnTempScale = 0.1;
        }
        v.kqNorm = v.nExpert != 128;
    }

    private void laguna() {
        v.nDenseLead = keys.integer(DENSE_LEAD);
        expertWidth(true);
        gating(Gating.SIGMOID);
        weights();
        v.nExpertShared = keys.integer(SHARED_COUNT, 1);
        v.ffShared = keys.integer(SHARED_WIDTH, 0);
        if (v.ffShared == 0) {
            v.ffShared = Math.multiplyExact(v.ffExpert[0], v.nExpertShared);
        }
        windowIfSet(SwaType.STANDARD, 4, true);
    }

    private void windowByArray() {
        v.swaType = SwaType.STANDARD;
        v.nSwa = keys.integer(WINDOW);
        keys.requiredArray(PATTERN, v.swa);
        switch (v.architecture) {
            case "maple" -> expertWidth(true);
            case "mimo2" -> {
                expertWidth(true);
                double scale = keys.real("attention.value_scale", 0);
                v.attentionValueScale = scale == 1 ? 0 : scale;
            }
            case "step35" -> {
                v.nRot /= 2;
                expertWidth(true);
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
                gating(Gating.SIGMOID);
                weights();
            }
            case "granite_swa" -> {
                granite();
                deepstackMapping();
                keys.array("attention.rope_pattern", v.rope);
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
            }
            default -> {}
        }
    }

    /** Dense models with ordinary attention. Architectures without a case have no keys of their own. */
    private void plain() {
        switch (v.architecture) {
            case "baichuan" -> v.maxAlibiBias = v.nLayer() == 40 ? 8 : 0;
            case "bloom", "jina-bert-v2", "refact" -> v.maxAlibiBias = 8;
            case "jais" -> v.maxAlibiBias = keys.real("attention.max_alibi_bias", 0);
            case "mpt" -> {
                v.clampKqv = keys.real("attention.clamp_kqv", 0);
                v.maxAlibiBias = keys.real("attention.max_alibi_bias", 0);
            }
            case "dbrx", "olmo" -> v.clampKqv = keys.real("attention.clamp_kqv", 0);
            case "chameleon" -> v.swinNorm = keys.flag("swin_norm", false);
            case "command-r", "talkie" -> v.logitScale = keys.real("logit_scale", 0);
            case "dream", "llada" -> v.causal = false;
            case "gptneox" -> v.parallelResidual = keys.flag("use_parallel_residual", false);
            case "glm4", "hunyuan_vl", "hunyuan-dense" -> sections(false);
            case "qwen2vl" -> sections(true);
            case "qwen3vl", "qwen3tts" -> deepstackAndSections();
            case "mistral3" -> v.attnTempScale = keys.real("attention.temperature_scale", 0);
            case "granite", "graniteswitch" -> {
                granite();
                ropeFinetuned();
                v.ffShared = keys.integer(SHARED_WIDTH, 0);
                if (v.architecture.equals("granite")) {
                    deepstackMapping();
                } else {
                    routerLayer();
                }
            }
            case "minicpm" -> {
                v.embeddingScale = keys.real("embedding_scale", 12);
                v.residualScale = keys.real("residual_scale", 1.4 / Math.sqrt(v.nLayer()));
                v.logitScale = keys.real("logit_scale", v.nEmbd > 0 ? 256.0 / v.nEmbd : 1);
                v.ropeFinetuned = true;
            }
            case "nanbeige" -> {
                v.loops = Math.max(1, keys.integer("num_loops", 1));
                v.normsAfterLoop = !keys.flag("skip_loop_final_norm", false);
                requireLayers((long) v.nLayer() * v.loops);
                v.resizeLayers(v.nLayer() * v.loops);
            }
            case "hrm_text" -> {
                v.embeddingScale = keys.real("embedding_scale", 0);
                v.hrmLayersPerStack = keys.integer("hrm.layers_per_stack");
                v.hrmHCycles = keys.integer("hrm.h_cycles");
                v.hrmLCycles = keys.integer("hrm.l_cycles");
            }
            case "t5", "t5encoder" -> {
                v.relativeBuckets = keys.integer("attention.relative_buckets_count");
                v.decoderLayers = v.architecture.equals("t5") ? keys.integer("decoder_block_count", v.nLayer()) : 0;
            }
            default -> {}
        }
    }

    private void expertWidth(boolean required) {
        if (required) {
            keys.requiredPerLayer("expert_feed_forward_length", v.ffExpert, v.nLayerAll);
        } else {
            keys.perLayer("expert_feed_forward_length", v.ffExpert, v.nLayerAll);
        }
    }

    private void sharedExperts() {
        expertWidth(true);
        v.nExpertShared = keys.integer(SHARED_COUNT);
        weights();
    }

    private void weights() {
        v.expertWeightsScale = keys.real(SCALE, 0);
        v.expertWeightsNorm = keys.flag("expert_weights_norm", false);
    }

    private void gating(Gating fallback) {
        int code = keys.integer("expert_gating_func", 0);
        if (code >= Gating.values().length) {
            throw new HyperParametersException("expert_gating_func " + code + " is unknown");
        }
        v.gating = code == 0 ? fallback : Gating.values()[code];
    }

    private void denseLead() {
        v.nDenseLead = keys.integer(DENSE_LEAD, 0);
    }

    private void mla(boolean required) {
        v.loraKv = keys.integer(KV_RANK);
        v.headKMla = required ? keys.integer("attention.key_length_mla") : keys.integer("attention.key_length_mla", 0);
        v.headVMla =
                required ? keys.integer("attention.value_length_mla") : keys.integer("attention.value_length_mla", 0);
    }

    private void indexer() {
        v.indexerHeads = keys.integer("attention.indexer.head_count");
        v.indexerHead = keys.integer("attention.indexer.key_length");
        v.indexerTopK = keys.integer("attention.indexer.top_k");
    }

    /** GLM-5.2 and later share an indexer's choice among four layers; earlier ones have one in each layer. */
    private void indexerTypes() {
        boolean before52 = v.nCtxTrain < 1_048_576;
        for (int il = 0; il < v.nLayerAll; il++) {
            v.indexerFull[il] = before52 || il < 2 || (il < 78 && il % 4 == 2) ? 1 : 0;
        }
        keys.perLayer("attention.indexer.types", v.indexerFull, v.nLayer());
    }

    private void ssm(boolean grouped) {
        v.ssmConv = keys.integer("ssm.conv_kernel");
        v.ssmInner = keys.integer("ssm.inner_size");
        v.ssmState = keys.integer("ssm.state_size");
        v.ssmHeads = keys.integer("ssm.time_step_rank");
        v.ssmGroups = grouped ? keys.integer("ssm.group_count") : 0;
    }

    private void recurrentInterval(int fallback) {
        if (keys.perLayer("attention.recurrent_layers", v.recurrent, v.nLayerAll)) {
            return;
        }
        int interval = Math.max(1, keys.integer("full_attention_interval", fallback));
        for (int il = 0; il < v.nLayerAll; il++) {
            v.recurrent[il] = il < v.nLayer() && (il + 1) % interval != 0 ? 1 : 0;
        }
    }

    private void window(SwaType type, int period, boolean denseFirst, int size) {
        v.swaType = type;
        v.nSwa = size;
        if (!keys.array(PATTERN, v.swa)) {
            v.swaPattern(keys.integer(PATTERN, period), denseFirst);
        }
    }

    private void windowIfSet(SwaType type, int period, boolean denseFirst) {
        int size = keys.integer(WINDOW, 0);
        if (size > 0) {
            window(type, period, denseFirst, size);
        }
    }

    private void granite() {
        if (!keys.has("logit_scale")) {
            throw new HyperParametersException("key not found in model: " + v.architecture + ".logit_scale");
        }
        graniteScales();
    }

    private void graniteScales() {
        v.logitScale = keys.real("logit_scale", 0);
        v.residualScale = keys.real("residual_scale", 0);
        v.embeddingScale = keys.real("embedding_scale", 0);
        v.attentionScale = keys.real("attention.scale", 0);
    }

    private void ropeFinetuned() {
        v.ropeFinetuned = keys.flag("rope.scaling.finetuned", true);
        Arrays.fill(v.rope, v.ropeFinetuned ? 1 : 0);
    }

    private void sections(boolean required) {
        if (!keys.perLayer("rope.dimension_sections", v.ropeSections, 4) && required) {
            throw new HyperParametersException(
                    "key not found in model: " + v.architecture + ".rope.dimension_sections");
        }
    }

    private void deepstackAndSections() {
        v.nDeepstack = keys.integer("n_deepstack_layers", 0);
        sections(true);
    }

    private void deepstackMapping() {
        keys.array("deepstack_mapping", v.deepstack);
        v.nDeepstack =
                (int) Arrays.stream(v.deepstack).filter(x -> x >= 0).distinct().count();
    }

    /** The router of granite-switch is one more single-head layer behind the trunk. */
    private void routerLayer() {
        int layers = v.nLayer();
        requireLayers(layers + 1L);
        v.resizeLayers(layers + 1);
        v.nLayerNextn = 1;
        v.routerLayer = layers;
        v.head[layers] = 1;
        v.headKv[layers] = 1;
        v.ff[layers] = 0;
    }

    private static void requireLayers(long layers) {
        if (layers > HyperParameters.MAX_LAYERS) {
            throw new HyperParametersException(layers + " layers are more than " + HyperParameters.MAX_LAYERS);
        }
    }

    private static double inverseRoot(int value) {
        return 1 / Math.sqrt(value);
    }
}

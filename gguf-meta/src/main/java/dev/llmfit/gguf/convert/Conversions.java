package dev.llmfit.gguf.convert;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonObject;

/**
 * The conversions of all architectures, by {@code model_type} of transformers. Source: the classes in {@code conversion/} of llama.cpp
 * b11434; defaults are those of transformers' {@code configuration_*.py}.
 */
public final class Conversions {
    private static final String ROTATED = "partial_rotary_factor";

    /** {@code general.architecture} llama. */
    public static final Conversion LLAMA =
            Conversion.of("llama", "mistral", "mixtral", "vlama3", "internlm3").biasesAsStated();

    /** {@code general.architecture} mistral3. */
    public static final Conversion MISTRAL3 = Conversion.of("ministral3");

    /** {@code general.architecture} llama4. */
    public static final Conversion LLAMA4 = Conversion.of("llama4", "llama4_text")
            .window(ConvertedFields::chunks)
            .feedForward((config, out) -> out.put("n_ff", config.integer("intermediate_size_mlp")))
            .sharedExperts(ConfigExperts::oneShared)
            .expertPlacement(ConfigExperts::everyNthLayer);

    /** {@code general.architecture} qwen2. */
    public static final Conversion QWEN2 = Conversion.of("qwen2").attentionBias(in -> true);

    /** {@code general.architecture} qwen2moe. */
    public static final Conversion QWEN2MOE =
            Conversion.of("qwen2_moe").attentionBias(in -> true).sharedExperts(ConfigExperts::gatedShared);

    /** {@code general.architecture} qwen2vl. */
    public static final Conversion QWEN2VL = Conversion.of("qwen2_vl", "qwen2_vl_text", "qwen2_5_vl", "qwen2_5_vl_text")
            .attentionBias(in -> true);

    /** {@code general.architecture} qwen3. */
    public static final Conversion QWEN3 = Conversion.of("qwen3").headNorms();

    /** {@code general.architecture} qwen3moe. */
    public static final Conversion QWEN3MOE = Conversion.of("qwen3_moe").headNorms();

    /** {@code general.architecture} qwen3vl. */
    public static final Conversion QWEN3VL =
            Conversion.of("qwen3_vl", "qwen3_vl_text").headNorms();

    /** {@code general.architecture} qwen3vlmoe. */
    public static final Conversion QWEN3VLMOE =
            Conversion.of("qwen3_vl_moe", "qwen3_vl_moe_text").headNorms();

    /** {@code general.architecture} qwen3next. */
    public static final Conversion QWEN3NEXT = Conversion.of("qwen3_next")
            .absent(ROTATED, 0.25)
            .headNorms()
            .sharedExperts(ConfigExperts::gatedShared)
            .mixer(ConfigMixers::deltaNet);

    /** {@code general.architecture} qwen35. */
    public static final Conversion QWEN35 = Conversion.of("qwen3_5", "qwen3_5_text")
            .absent(ROTATED, 0.25)
            .headNorms()
            .mixer(ConfigMixers::deltaNet);

    /** {@code general.architecture} qwen35moe. */
    public static final Conversion QWEN35MOE = Conversion.of("qwen3_5_moe", "qwen3_5_moe_text")
            .absent(ROTATED, 0.25)
            .headNorms()
            .feedForward((config, out) -> {})
            .sharedExperts(ConfigExperts::gatedShared)
            .mixer(ConfigMixers::deltaNet);

    /** {@code general.architecture} gemma. */
    public static final Conversion GEMMA = Conversion.of("gemma").tied();

    /** {@code general.architecture} gemma2. */
    public static final Conversion GEMMA2 = Conversion.of("gemma2").tied().window(ConvertedFields::window);

    /** {@code general.architecture} gemma3. */
    public static final Conversion GEMMA3 = Conversion.of("gemma3", "gemma3_text")
            .tied()
            .absent("vocab_size", 262208)
            .absent("num_attention_heads", 8)
            .absent("num_key_value_heads", 4)
            .absent("head_dim", 256)
            .absent("max_position_embeddings", 131072)
            .absent("rope_theta", 1e6)
            .absent("sliding_window", 4096)
            .headNorms()
            .window(ConvertedFields::window);

    /** {@code general.architecture} gemma3n. */
    public static final Conversion GEMMA3N = Conversion.of("gemma3n", "gemma3n_text")
            .tied()
            .absent("vocab_size_per_layer_input", 262144)
            .absent("num_attention_heads", 8)
            .absent("num_key_value_heads", 2)
            .absent("head_dim", 256)
            .absent("max_position_embeddings", 32768)
            .absent("rope_theta", 1e6)
            .headNorms()
            .window(ConvertedFields::windowByLayer)
            .vocabularyKey("vocab_size_per_layer_input")
            .mixer(ConfigMixers::gemma3n);

    /** {@code general.architecture} phi2. */
    public static final Conversion PHI2 = Conversion.of("phi").attentionBias(in -> true);

    /** {@code general.architecture} phi3. */
    public static final Conversion PHI3 = Conversion.of("phi3").window(ConvertedFields::window);

    /** {@code general.architecture} phimoe. */
    public static final Conversion PHIMOE = Conversion.of("phimoe");

    /** {@code general.architecture} olmo. */
    public static final Conversion OLMO = Conversion.of("olmo");

    /** {@code general.architecture} olmo2. */
    public static final Conversion OLMO2 =
            Conversion.of("olmo2", "olmo3").fullNorms().window(ConvertedFields::window);

    /** {@code general.architecture} olmoe. */
    public static final Conversion OLMOE = Conversion.of("olmoe").fullNorms();

    /** {@code general.architecture} granite. */
    public static final Conversion GRANITE = Conversion.of("granite");

    /** {@code general.architecture} granitemoe. */
    public static final Conversion GRANITEMOE = Conversion.of("granitemoe").sharedExperts(ConfigExperts::graniteShared);

    /** {@code general.architecture} granitehybrid. */
    public static final Conversion GRANITEHYBRID = Conversion.of("granitemoehybrid")
            .feedForward(ConvertedFields::graniteFeedForward)
            .sharedExperts(ConfigExperts::graniteShared)
            .mixer(ConfigMixers::graniteHybrid);

    /** {@code general.architecture} smollm3. */
    public static final Conversion SMOLLM3 = Conversion.of("smollm3");

    /** {@code general.architecture} starcoder2. */
    public static final Conversion STARCODER2 =
            Conversion.of("starcoder2").tied().attentionBias(in -> in.flag("use_bias", true));

    /** {@code general.architecture} exaone. */
    public static final Conversion EXAONE = Conversion.of("exaone");

    /** {@code general.architecture} exaone4. */
    public static final Conversion EXAONE4 =
            Conversion.of("exaone4").headNorms().window(ConvertedFields::window);

    /** {@code general.architecture} command-r. */
    public static final Conversion COMMAND_R =
            Conversion.of("cohere").tied().queryKeyNorm(in -> in.flag("use_qk_norm") ? "per_head" : "none");

    /** {@code general.architecture} cohere2. */
    public static final Conversion COHERE2 = Conversion.of("cohere2").tied().window(ConvertedFields::window);

    /** {@code general.architecture} gpt-oss. */
    public static final Conversion GPT_OSS =
            Conversion.of("gpt_oss").attentionBias(in -> true).window(ConvertedFields::window);

    /** {@code general.architecture} deepseek. */
    public static final Conversion DEEPSEEK = Conversion.of("deepseek");

    /** {@code general.architecture} deepseek2. */
    public static final Conversion DEEPSEEK2 = Conversion.of("deepseek_v2", "deepseek_v3", "kimi_k2", "glm4_moe_lite")
            .routerBias(Conversions::choosesByBias)
            .mixer(ConfigMixers::latentAttention);

    /** {@code general.architecture} deepseek32. */
    public static final Conversion DEEPSEEK32 =
            Conversion.of("deepseek_v32").routerBias(Conversions::choosesByBias).mixer(ConfigMixers::sparseAttention);

    /** {@code general.architecture} dots1. */
    public static final Conversion DOTS1 =
            Conversion.of("dots1").headNorms().routerBias(in -> true).sigmoid();

    /** {@code general.architecture} chatglm. */
    public static final Conversion CHATGLM =
            Conversion.of("glm").absent(ROTATED, 0.5).absent("attention_bias", true);

    /** {@code general.architecture} glm4. */
    public static final Conversion GLM4 =
            Conversion.of("glm4").absent(ROTATED, 0.5).absent("attention_bias", true);

    /** {@code general.architecture} glm4moe. */
    public static final Conversion GLM4MOE = Conversion.of("glm4_moe")
            .absent(ROTATED, 0.5)
            .absent("attention_bias", true)
            .queryKeyNorm(in -> in.flag("use_qk_norm") ? "head" : "none")
            .routerBias(in -> true)
            .sigmoid();

    /** {@code general.architecture} seed_oss. */
    public static final Conversion SEED_OSS = Conversion.of("seed_oss");

    /** {@code general.architecture} ernie4_5. */
    public static final Conversion ERNIE4_5 =
            Conversion.of("ernie4_5").attentionBias(in -> in.flag("bias", in.flag("use_bias")));

    /** {@code general.architecture} ernie4_5-moe. */
    public static final Conversion ERNIE4_5_MOE = Conversion.of("ernie4_5_moe")
            .attentionBias(in -> in.flag("bias", in.flag("use_bias")))
            .routerBias(in -> in.flag("moe_use_aux_free", true));

    /** {@code general.architecture} hunyuan-dense. */
    public static final Conversion HUNYUAN_DENSE =
            Conversion.of("hunyuan_v1_dense").queryKeyNorm(in -> in.flag("use_qk_norm", true) ? "head" : "none");

    /** {@code general.architecture} hunyuan-moe. */
    public static final Conversion HUNYUAN_MOE =
            Conversion.of("hunyuan_v1_moe").headNorms().sharedExperts(ConfigExperts::hunyuanShared);

    /** {@code general.architecture} minimax-m2. */
    public static final Conversion MINIMAX_M2 =
            Conversion.of("minimax_m2").fullNorms().routerBias(in -> in.flag("use_routing_bias", true));

    /** {@code general.architecture} bailingmoe. */
    public static final Conversion BAILINGMOE =
            Conversion.of("bailing_moe").attentionBias(in -> in.flag("use_qkv_bias"));

    /** {@code general.architecture} bailingmoe2. */
    public static final Conversion BAILINGMOE2 = Conversion.of("bailing_moe_v2")
            .attentionBias(in -> in.flag("use_qkv_bias"))
            .queryKeyNorm(in -> in.flag("use_qk_norm") ? "head" : "none")
            .routerBias(in -> in.flag("moe_router_enable_expert_bias", true))
            .sigmoid();

    /** {@code general.architecture} stablelm. */
    public static final Conversion STABLELM = Conversion.of("stablelm")
            .absent(ROTATED, 0.25)
            .attentionBias(in -> in.flag("use_qkv_bias"))
            .maybeParallel();

    /** {@code general.architecture} nemotron. */
    public static final Conversion NEMOTRON = Conversion.of("nemotron").absent(ROTATED, 0.5);

    /** {@code general.architecture} nemotron_h. */
    public static final Conversion NEMOTRON_H = Conversion.of("nemotron_h")
            .onlyIf(text -> !hasExperts(text))
            .dense()
            .feedForward((config, out) -> {})
            .mixer(ConfigMixers::nemotronH);

    /** {@code general.architecture} apertus. */
    public static final Conversion APERTUS = Conversion.of("apertus").headNorms();

    /** {@code general.architecture} arcee. */
    public static final Conversion ARCEE = Conversion.of("arcee");

    /** {@code general.architecture} internlm2. */
    public static final Conversion INTERNLM2 =
            Conversion.of("internlm2").attentionBias(in -> in.flag("bias", in.flag("use_bias")));

    /** {@code general.architecture} minicpm. */
    public static final Conversion MINICPM = Conversion.of("minicpm");

    /** {@code general.architecture} minicpm3. */
    public static final Conversion MINICPM3 = Conversion.of("minicpm3").mixer(ConfigMixers::latentAttention);

    /** {@code general.architecture} kimi-k3, whose language model calls itself Kimi Linear. */
    public static final Conversion KIMI_K3 = Conversion.of("kimi_linear")
            .onlyIf(text -> text.get("attn_res_block_size").isPresent())
            .routerBias(in -> true)
            .sigmoid()
            .sharedExperts(ConfigExperts::latentBesideShared)
            .mixer(ConfigMixers::kimiK3);

    /** {@code general.architecture} bailingmoe3. */
    public static final Conversion BAILINGMOE3 = Conversion.of("bailing_hybrid")
            .onlyIf(text -> text.get("kda_lower_bound").isPresent())
            .routerBias(in -> true)
            .sigmoid()
            .mixer(ConfigMixers::bailingMoe3);

    /** {@code general.architecture} kimi-linear. */
    public static final Conversion KIMI_LINEAR = Conversion.of("kimi_linear")
            .onlyIf(text -> text.get("attn_res_block_size").isEmpty())
            .routerBias(in -> true)
            .sigmoid()
            .mixer(ConfigMixers::kimiLinear);

    /** {@code general.architecture} lfm2. */
    public static final Conversion LFM2 = Conversion.of("lfm2")
            .tied()
            .headNorms()
            .feedForward(ConfigMixers::lfm2FeedForward)
            .mixer(ConfigMixers::shortConvolution);

    /** {@code general.architecture} lfm2moe. */
    public static final Conversion LFM2MOE = Conversion.of("lfm2_moe")
            .tied()
            .headNorms()
            .routerBias(in -> in.flag("use_expert_bias", true))
            .sigmoid()
            .mixer(ConfigMixers::shortConvolution);

    /** {@code general.architecture} lfm3. */
    public static final Conversion LFM3 =
            Conversion.of("lfm3").tied().headNorms().mixer(ConfigMixers::lfm3);

    /** {@code general.architecture} falcon-h1. */
    public static final Conversion FALCON_H1 = Conversion.of("falcon_h1").mixer(ConfigMixers::falconH1);

    /** {@code general.architecture} jamba. */
    public static final Conversion JAMBA = Conversion.of("jamba")
            .expertPlacement(ConfigExperts::everyNthLayerFromOne)
            .mixer(ConfigMixers::jamba);

    /** {@code general.architecture} mamba. */
    public static final Conversion MAMBA =
            Conversion.of("mamba").tied().shape(ConvertedFields::stateSpace).mixer(ConfigMixers::mamba);

    /** {@code general.architecture} mamba2. */
    public static final Conversion MAMBA2 =
            Conversion.of("mamba2").shape(ConvertedFields::stateSpace).mixer(ConfigMixers::mamba2);

    /** {@code general.architecture} nemotron_h_moe. */
    public static final Conversion NEMOTRON_H_MOE = Conversion.of("nemotron_h")
            .onlyIf(Conversions::hasExperts)
            .routerBias(in -> true)
            .sigmoid()
            .sharedExperts(ConfigExperts::nemotronShared)
            .feedForward((config, out) -> {})
            .mixer(ConfigMixers::nemotronH);

    /** {@code general.architecture} muse-glimmer. */
    public static final Conversion MUSE_GLIMMER =
            Conversion.of("muse_glimmer_text").headNorms().window(ConvertedFields::window);

    /** {@code general.architecture} nanbeige. */
    public static final Conversion NANBEIGE = Conversion.of("nanbeige").mixer(ConfigMixers::loops);

    private Conversions() {}

    /** Layers of nemotron_h are named by letters, E for experts. */
    private static boolean hasExperts(JsonObject text) {
        return text.string("hybrid_override_pattern").orElse("").contains("E");
    }

    private static boolean choosesByBias(AuditedFields in) {
        return in.optionalText("topk_method").orElse("").equals("noaux_tc");
    }
}

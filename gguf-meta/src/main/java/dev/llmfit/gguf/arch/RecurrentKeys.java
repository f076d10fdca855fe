package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.Q_RANK;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_COUNT;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_WIDTH;
import static dev.llmfit.gguf.arch.ArchitectureKeys.WINDOW;

import dev.llmfit.gguf.arch.Window.Kind;
import java.util.Arrays;
import java.util.Optional;

/** Recurrent and hybrid models. */
final class RecurrentKeys {
    private RecurrentKeys() {}

    static void mamba(ArchitectureKeys k) {
        Arrays.fill(k.v.recurrent, 1);
        ssm(k, false);
        k.v.ssmNormed = k.keys.flag("ssm.dt_b_c_rms", false);
    }

    static void mamba2(ArchitectureKeys k) {
        Arrays.fill(k.v.recurrent, 1);
        ssm(k, true);
    }

    static void rwkv6(ArchitectureKeys k) {
        rwkv(k);
        k.keys.integer("time_mix_extra_dim");
        k.keys.integer("time_decay_extra_dim");
        k.v.rescaleEvery = k.keys.integer("rescale_every_n_layers", 0);
    }

    static void rwkv7(ArchitectureKeys k) {
        rwkv(k);
        k.keys.integer("attention.decay_lora_rank");
        k.keys.integer("attention.iclr_lora_rank");
        k.keys.integer("attention.value_residual_mix_lora_rank");
        k.keys.integer("attention.gate_lora_rank", 0);
    }

    static void jamba(ArchitectureKeys k) {
        ssm(k, false);
        k.v.recurrentWithoutKvHeads(k.v.nLayer());
    }

    static void plamo2(ArchitectureKeys k) {
        ssm(k, true);
        // read again, because the first layer may have no heads to divide the width by
        k.v.headK = k.keys.integer("attention.key_length", k.v.headK);
        k.v.headV = k.keys.integer("attention.value_length", k.v.headV);
        k.v.recurrentWithoutKvHeads(k.v.nLayer());
    }

    static void falconH1(ArchitectureKeys k) {
        ssm(k, true);
        Arrays.fill(k.v.recurrent, 1);
    }

    static void graniteHybrid(ArchitectureKeys k) {
        k.graniteScales();
        ssm(k, true);
        k.ropeFinetuned();
        k.v.recurrentWithoutKvHeads(k.v.nLayer());
        k.keys.integer(SHARED_WIDTH, 0);
    }

    static void nemotronHybrid(ArchitectureKeys k) {
        ssm(k, true);
        for (int il = 0; il < k.v.nLayerAll; il++) {
            k.v.recurrent[il] = il < k.v.nLayer() && k.v.headKv[il] == 0 && k.v.ff[il] == 0 ? 1 : 0;
        }
        k.expertWidth(false);
        k.keys.integer(SHARED_WIDTH, 0);
        k.keys.integer(SHARED_COUNT, 0);
        k.weights();
        k.keys.integer("moe_latent_size", 0);
    }

    static void shortConvolution(ArchitectureKeys k) {
        shortConvolutions(k);
        k.v.nDenseLead = k.v.nLayer();
        k.v.nSwa = k.keys.integer(WINDOW, 0);
        if (k.v.nSwa > 0) {
            k.v.windowKind = Optional.of(Kind.STANDARD);
            for (int il = 0; il < k.v.nLayer(); il++) {
                k.v.swa[il] = 1 - k.v.recurrent[il];
            }
        }
    }

    static void shortConvolutionMoe(ArchitectureKeys k) {
        shortConvolutions(k);
        k.denseLead();
        k.expertWidth(true);
        k.gating();
    }

    static void qwen3Next(ArchitectureKeys k) {
        qwenExperts(k);
        deltaNet(k, false);
    }

    static void qwen35(ArchitectureKeys k) {
        deltaNet(k, true);
    }

    static void qwen35Moe(ArchitectureKeys k) {
        qwenExperts(k);
        deltaNet(k, true);
    }

    static void qwen4(ArchitectureKeys k) {
        qwen35Moe(k);
        int streams = k.keys.integer("hyper_connection.count");
        k.indexer();
        k.keys.perLayer("attention.compress_ratios", k.v.compressRatio, k.v.nLayerAll);
        boolean pooled = Arrays.stream(k.v.compressRatio).anyMatch(r -> r > 0);
        k.v.indexerSlots = pooled ? 2 : 1; // the raw key, the pooled key
        for (int il = 0; il < k.v.nLayerAll; il++) {
            k.v.indexerFull[il] = 1 - k.v.recurrent[il];
        }
        if (k.keys.length("ple.layers") > 0) {
            hashedNGrams(k, streams);
        }
    }

    /** The history of hashed n-grams that some layers keep ({@code llama_hparams::ple_conv_state}). */
    private static void hashedNGrams(ArchitectureKeys k, int streams) {
        int[] layers = new int[k.keys.length("ple.layers")];
        k.keys.requiredArray("ple.layers", layers);
        for (int il : layers) {
            if (il < 0 || il >= k.v.nLayerAll) {
                throw new HyperParametersException("ple.layers names layer " + il + " of " + k.v.nLayerAll);
            }
            k.v.perLayerHash[il] = 1;
        }
        long window = Math.max(0L, k.keys.integer("ple.conv_kernel") - 1L) * k.keys.integer("ple.ngram_size");
        k.v.perLayerHashState = Math.multiplyExact(window, (long) streams * k.v.nEmbd);
    }

    static void kimiLinear(ArchitectureKeys k) {
        kimi(k, k.v.nLayer());
        k.gating();
    }

    static void kimi3(ArchitectureKeys k) {
        k.keys.integer(Q_RANK, 0);
        kimi(k, k.v.nLayer());
        k.gating();
        k.v.headV = k.v.loraKv;
        k.keys.integer("expert_latent_length", 0);
    }

    static void bailing3(ArchitectureKeys k) {
        k.keys.integer(Q_RANK, 0);
        kimi(k, k.v.nLayer());
        k.gating();
        k.sections(false);
        k.keys.integer(SHARED_WIDTH, 0);
    }

    static void glm5Next(ArchitectureKeys k) {
        k.keys.integer(Q_RANK, 0);
        kimi(k, k.v.nLayerAll);
        k.gating(Gating.SIGMOID);
        k.v.headV = k.v.loraKv;
        k.indexer();
        k.keys.integer("attention.indexer.kpool");
        k.v.indexerSlots = 3; // key, gate, pooled key
        Arrays.fill(k.v.indexerFull, 1);
        k.keys.perLayer("attention.indexer.types", k.v.indexerFull, k.v.nLayer());
        k.keys.integer("hyper_connection.count");
    }

    static void miniMax1(ArchitectureKeys k) {
        k.v.residualScale = k.keys.real("residual_scale", 0);
        k.v.headLinear = k.v.headK;
        recurrentInterval(k, 8);
    }

    static void deepSeek4(ArchitectureKeys k) {
        String probe = "blk." + k.v.nLayer() + ".nextn.eh_proj.weight";
        if (k.v.nLayerNextn > 0
                && k.model.tensors().stream().noneMatch(t -> t.name().equals(probe))) {
            k.v.nLayerNextn = 0;
        }
        k.keys.integer(Q_RANK);
        k.v.nSwa = k.keys.integer(WINDOW);
        k.sharedExperts();
        k.gating();
        k.indexer();
        k.keys.integer("hyper_connection.count");
        int[] ratios = new int[Math.max(k.v.nLayerAll, k.keys.length("attention.compress_ratios"))];
        k.keys.requiredArray("attention.compress_ratios", ratios);
        k.v.compressRatio = Arrays.copyOf(ratios, k.v.nLayerAll);
        k.v.windowKind = Optional.of(Kind.STANDARD);
        Arrays.fill(k.v.swa, 1);
    }

    private static void qwenExperts(ArchitectureKeys k) {
        k.expertWidth(false);
        k.keys.integer(SHARED_WIDTH, 0);
    }

    private static void deltaNet(ArchitectureKeys k, boolean sections) {
        k.sections(sections);
        ssm(k, true);
        recurrentInterval(k, 4);
    }

    private static void kimi(ArchitectureKeys k, int hybridLayers) {
        k.mla(true);
        k.v.ssmConv = k.keys.integer("ssm.conv_kernel");
        k.v.headKda = k.keys.integer("kda.head_dim");
        k.v.recurrentWithoutKvHeads(hybridLayers);
        k.expertWidth(true);
        k.keys.integer(SHARED_COUNT);
        k.denseLead();
        k.weights();
    }

    private static void shortConvolutions(ArchitectureKeys k) {
        k.v.shortConv = k.keys.integer("shortconv.l_cache");
        k.v.recurrentWithoutKvHeads(k.v.nLayer());
    }

    private static void rwkv(ArchitectureKeys k) {
        Arrays.fill(k.v.recurrent, 1);
        k.v.wkvHead = k.keys.integer("wkv.head_size");
        k.v.tokenShift = k.keys.integer("token_shift_count", 2);
    }

    private static void ssm(ArchitectureKeys k, boolean grouped) {
        k.v.ssmConv = k.keys.integer("ssm.conv_kernel");
        k.v.ssmInner = k.keys.integer("ssm.inner_size");
        k.v.ssmState = k.keys.integer("ssm.state_size");
        k.v.ssmHeads = k.keys.integer("ssm.time_step_rank");
        k.v.ssmGroups = grouped ? k.keys.integer("ssm.group_count") : 0;
    }

    private static void recurrentInterval(ArchitectureKeys k, int fallback) {
        if (k.keys.perLayer("attention.recurrent_layers", k.v.recurrent, k.v.nLayerAll)) {
            return;
        }
        int interval = Math.max(1, k.keys.integer("full_attention_interval", fallback));
        for (int il = 0; il < k.v.nLayerAll; il++) {
            k.v.recurrent[il] = il < k.v.nLayer() && (il + 1) % interval != 0 ? 1 : 0;
        }
    }
}

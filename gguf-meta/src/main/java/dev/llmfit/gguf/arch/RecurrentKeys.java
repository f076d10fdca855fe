package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters.Gating;
import dev.llmfit.gguf.arch.HyperParameters.SwaType;
import java.util.Arrays;

/** Recurrent and hybrid models. */
final class RecurrentKeys extends ArchitectureKeys {
    RecurrentKeys(Model model, HyperParametersReader keys, HyperParametersValues values) {
        super(model, keys, values);
    }

    @Override
    boolean apply() {
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
                keys.integer(SHARED_WIDTH, 0);
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
        keys.integer(SHARED_WIDTH, 0);
        keys.integer(SHARED_COUNT, 0);
        weights();
        keys.integer("moe_latent_size", 0);
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
            keys.integer(SHARED_WIDTH, 0);
        }
        sections(!v.architecture.equals("qwen3next"));
        ssm(true);
        recurrentInterval(4);
        if (v.architecture.equals("qwen4exp")) {
            keys.integer("hyper_connection.count");
            indexer();
            keys.perLayer("attention.compress_ratios", new int[v.nLayerAll], v.nLayerAll);
        }
    }

    private void kimi() {
        mla(true);
        if (!v.architecture.equals("kimi-linear")) {
            keys.integer(Q_RANK, 0);
        }
        v.ssmConv = keys.integer("ssm.conv_kernel");
        v.headKda = keys.integer("kda.head_dim");
        if (v.architecture.equals("kimi-k3") || v.architecture.equals("glm5-next")) {
            v.headV = v.loraKv;
        }
        v.recurrentWithoutKvHeads(v.architecture.equals("glm5-next") ? v.nLayerAll : v.nLayer());
        expertWidth(true);
        keys.integer(SHARED_COUNT);
        denseLead();
        weights();
        gating(v.architecture.equals("glm5-next") ? Gating.SIGMOID : Gating.NONE);
        switch (v.architecture) {
            case "bailingmoe3" -> {
                sections(false);
                keys.integer(SHARED_WIDTH, 0);
            }
            case "kimi-k3" -> keys.integer("expert_latent_length", 0);
            case "glm5-next" -> {
                indexer();
                keys.integer("attention.indexer.kpool");
                Arrays.fill(v.indexerFull, 1);
                keys.perLayer("attention.indexer.types", v.indexerFull, v.nLayer());
                keys.integer("hyper_connection.count");
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
        keys.integer(Q_RANK);
        v.nSwa = keys.integer(WINDOW);
        sharedExperts();
        gating(Gating.NONE);
        indexer();
        keys.integer("hyper_connection.count");
        keys.requiredArray(
                "attention.compress_ratios", new int[Math.max(v.nLayerAll, keys.length("attention.compress_ratios"))]);
        v.swaType = SwaType.STANDARD;
        Arrays.fill(v.swa, 1);
    }

    private void rwkv() {
        v.wkvHead = keys.integer("wkv.head_size");
        v.tokenShift = keys.integer("token_shift_count", 2);
        if (v.architecture.startsWith("rwkv6")) {
            keys.integer("time_mix_extra_dim");
            keys.integer("time_decay_extra_dim");
            v.rescaleEvery = keys.integer("rescale_every_n_layers", 0);
        } else {
            keys.integer("attention.decay_lora_rank");
            keys.integer("attention.iclr_lora_rank");
            keys.integer("attention.value_residual_mix_lora_rank");
            keys.integer("attention.gate_lora_rank", 0);
        }
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
}

package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/**
 * Lays out rwkv6 and rwkv7: time mixing and channel mixing without attention ({@code src/models/rwkv6-base.cpp}).
 *
 * @param sixth whether layers are of the sixth generation, else of the seventh
 */
record RwkvLayout(boolean sixth) implements Layout {
    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        AuditedFields rwkv = f.section("rwkv");
        long nEmbd = f.integer("n_embd");
        long nFf = PerLayer.of(f, "n_ff").at(0);
        BaseMetadata.write(h, f, BaseMetadata.LAYER_NORM, 0);
        h.set("wkv.head_size", rwkv.integer("head_size"));
        if (sixth) {
            h.set("time_mix_extra_dim", rwkv.integer("mix_dim"));
            h.set("time_decay_extra_dim", rwkv.integer("decay_dim"));
            h.set("rescale_every_n_layers", 6);
        } else {
            h.set("attention.decay_lora_rank", rwkv.integer("decay"));
            h.set("attention.iclr_lora_rank", rwkv.integer("iclr"));
            h.set("attention.value_residual_mix_lora_rank", rwkv.integer("vres"));
            h.set("attention.gate_lora_rank", rwkv.integer("gate"));
        }
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        h.norm("token_embd_norm", nEmbd, true);
        for (int layer = 0; layer < Layout.layers(f); layer++) {
            String block = "blk." + layer + ".";
            h.norm(block + "attn_norm", nEmbd, true);
            h.norm(block + "attn_norm_2", nEmbd, true);
            h.norm(block + "time_mix_ln", nEmbd, true);
            if (sixth) {
                sixth(h, block, rwkv, nEmbd, nFf);
            } else {
                seventh(h, block, rwkv, layer, nEmbd, nFf);
            }
        }
        h.norm("output_norm", nEmbd, true);
        h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
    }

    private static void sixth(HeaderBuilder h, String block, AuditedFields rwkv, long nEmbd, long nFf) {
        long mix = rwkv.integer("mix_dim");
        long decay = rwkv.integer("decay_dim");
        long head = rwkv.integer("head_size");
        h.tensor(block + "time_mix_w1.weight", nEmbd, 5 * mix);
        h.tensor(block + "time_mix_w2.weight", mix, nEmbd, 5);
        h.tensor(block + "time_mix_lerp_x.weight", nEmbd, 1, 1);
        h.tensor(block + "time_mix_lerp_fused.weight", nEmbd, 1, 1, 5);
        h.tensor(block + "time_mix_first.weight", head, nEmbd / head);
        h.tensor(block + "time_mix_decay.weight", nEmbd);
        h.tensor(block + "time_mix_decay_w1.weight", nEmbd, decay);
        h.tensor(block + "time_mix_decay_w2.weight", decay, nEmbd);
        for (String part : new String[] {"key", "value", "receptance", "gate", "output"}) {
            h.tensor(block + "time_mix_" + part + ".weight", nEmbd, nEmbd);
        }
        h.tensor(block + "channel_mix_lerp_k.weight", nEmbd, 1, 1);
        h.tensor(block + "channel_mix_lerp_r.weight", nEmbd, 1, 1);
        h.tensor(block + "channel_mix_key.weight", nEmbd, nFf);
        h.tensor(block + "channel_mix_value.weight", nFf, nEmbd);
        h.tensor(block + "channel_mix_receptance.weight", nEmbd, nEmbd);
    }

    private static void seventh(HeaderBuilder h, String block, AuditedFields rwkv, int layer, long nEmbd, long nFf) {
        // The first layer has no value residual; its unused tensors take the rank of the learning rate.
        String valueRank = layer == 0 ? "iclr" : "vres";
        lowRank(h, block + "time_mix_w", nEmbd, rwkv.integer("decay"));
        lowRank(h, block + "time_mix_a", nEmbd, rwkv.integer("iclr"));
        lowRank(h, block + "time_mix_v", nEmbd, rwkv.integer(valueRank));
        h.tensor(block + "time_mix_g1.weight", nEmbd, rwkv.integer("gate"));
        h.tensor(block + "time_mix_g2.weight", rwkv.integer("gate"), nEmbd);
        h.tensor(block + "time_mix_lerp_fused.weight", nEmbd, 1, 1, 6);
        for (String part : new String[] {"k_k", "k_a", "r_k"}) {
            h.tensor(block + "time_mix_" + part + ".weight", nEmbd);
        }
        for (String part : new String[] {"key", "value", "receptance", "output"}) {
            h.tensor(block + "time_mix_" + part + ".weight", nEmbd, nEmbd);
        }
        h.tensor(block + "channel_mix_lerp_k.weight", nEmbd, 1, 1);
        h.tensor(block + "channel_mix_key.weight", nEmbd, nFf);
        h.tensor(block + "channel_mix_value.weight", nFf, nEmbd);
    }

    private static void lowRank(HeaderBuilder h, String name, long nEmbd, long rank) {
        h.tensor(name + "0.weight", nEmbd);
        h.tensor(name + "1.weight", nEmbd, rank);
        h.tensor(name + "2.weight", rank, nEmbd);
    }
}

package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.layout.DeltaNetLayout.DeltaNet;
import dev.llmfit.json.AuditedFields;

/**
 * Lays out qwen4exp: gated delta nets and sparse attention in several residual streams, embeddings of hashed n-grams in one layer
 * ({@code src/models/qwen4exp.cpp}).
 */
final class Qwen4Layout implements Layout {
    /** Of the published model; no size depends on them. */
    private static final long[] SECTIONS = {11, 11, 10, 0};

    private static final long END_OF_TEXT = 248_044;

    @Override
    public void lay(HeaderBuilder h, AuditedFields f, int mtpLayers) {
        BaseMetadata.write(h, f, BaseMetadata.RMS, mtpLayers);
        DeltaNet net = DeltaNet.of(f);
        net.metadata(h);
        h.set("rope.dimension_sections", SECTIONS);
        h.set("full_attention_interval", f.integer("full_attention_interval"));
        int all = Layout.layers(f) + mtpLayers;
        Streams streams = Streams.of(f);
        h.set("hyper_connection.count", streams.count());
        h.set("hyper_connection.low_rank", streams.rank());
        AuditedFields indexer = f.section("indexer");
        IndexerTensors.metadata(h, indexer);
        long[] ratios = new long[all];
        for (int layer = 0; layer < all; layer++) {
            ratios[layer] = attends(f, layer) ? indexer.integer("block") : 0;
        }
        h.set("attention.compress_ratios", ratios);
        AuditedFields grams = f.section("ngrams");
        gramKeys(h, grams);
        tensors(h, f, net, streams, grams, all);
    }

    private static boolean attends(AuditedFields f, int layer) {
        return layer >= Layout.layers(f) || (layer + 1) % f.integer("full_attention_interval") == 0;
    }

    private static void gramKeys(HeaderBuilder h, AuditedFields grams) {
        PerLayer sizes = PerLayer.of(grams, "vocabulary");
        long[] vocabulary = sizes.padded(0);
        long[] offsets = new long[vocabulary.length];
        for (int i = 1; i < offsets.length; i++) {
            offsets[i] = offsets[i - 1] + vocabulary[i - 1];
        }
        long size = grams.integer("size");
        h.set("ple.layers", new long[] {grams.integer("layer")});
        h.set("ple.ngram_size", size);
        h.set("ple.heads_per_ngram", vocabulary.length / Math.max(1, size - 1));
        h.set("ple.conv_kernel", grams.integer("conv_kernel"));
        h.set("ple.eos_token_id", END_OF_TEXT);
        h.set("embedding_length_per_layer_input", grams.integer("width"));
        h.setWide("ple.layer_multipliers", new long[Math.toIntExact(size)]);
        h.setWide("ple.head_offsets", offsets);
        h.setWide("ple.head_vocab_sizes", vocabulary);
    }

    private static void tensors(
            HeaderBuilder h, AuditedFields f, DeltaNet net, Streams streams, AuditedFields grams, int all) {
        long nEmbd = f.integer("n_embd");
        h.tensor("token_embd.weight", nEmbd, f.integer("n_vocab"));
        streams.mixer(h, "output_hc", nEmbd, false);
        h.tensor("per_layer_token_embd.weight", grams.integer("width"), grams.integer("rows"));
        for (int layer = 0; layer < all; layer++) {
            String block = "blk." + layer + ".";
            streams.mixer(h, block + "hc_attn", nEmbd, true);
            streams.mixer(h, block + "hc_ffn", nEmbd, true);
            if (attends(f, layer)) {
                DeltaNetLayout.attention(h, f, block, nEmbd);
                IndexerTensors.projected(h, block, f.section("indexer"), nEmbd, GgmlType.F16);
            } else {
                net.tensors(h, block, nEmbd, false);
            }
            if (layer == grams.integer("layer")) {
                grams(h, grams, block, nEmbd, streams);
            }
            FeedForwardTensors.experts(h, block, nEmbd, f.section("moe"), FeedForwardTensors.Kind.GATED, nEmbd, true);
            if (layer >= Layout.layers(f)) {
                h.tensor(block + "nextn.eh_proj.weight", 2 * nEmbd, nEmbd);
                h.tensor(block + "nextn.enorm.weight", nEmbd);
                h.tensor(block + "nextn.hnorm.weight", streams.count() * nEmbd);
                streams.mixer(h, block + "nextn.hc_head", nEmbd, false);
            }
        }
        h.tensor("output.weight", nEmbd, f.integer("n_vocab"));
    }

    private static void grams(HeaderBuilder h, AuditedFields grams, String block, long nEmbd, Streams streams) {
        long wide = streams.count() * nEmbd;
        h.tensor(block + "ple_key.weight", nEmbd, wide);
        h.tensor(block + "ple_value.weight", nEmbd, nEmbd);
        h.tensor(block + "ple_norm_key.weight", wide);
        h.tensor(block + "ple_norm_query.weight", wide);
        h.tensor(block + "ple_norm_conv.weight", wide);
        h.tensor(block + "ple_conv1d.weight", grams.integer("conv_kernel"), wide);
    }

    /** The residual streams: how many, and how narrow the matrices are that mix them. */
    private record Streams(long count, long rank) {
        static Streams of(AuditedFields f) {
            AuditedFields connections = f.section("hyper_connections");
            return new Streams(connections.integer("count"), connections.integer("rank"));
        }

        void mixer(HeaderBuilder h, String name, long nEmbd, boolean injects) {
            long wide = count * nEmbd;
            h.tensor(name + "_norm.weight", wide);
            h.tensor(name + "_down.weight", wide, rank);
            h.tensor(name + "_up.weight", rank, wide);
            if (injects) {
                h.tensor(name + "_inject.weight", wide, count);
            }
        }
    }
}

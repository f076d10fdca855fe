package dev.llmfit.gguf.arch;

import static dev.llmfit.gguf.arch.ArchitectureKeys.PATTERN;
import static dev.llmfit.gguf.arch.ArchitectureKeys.Q_RANK;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_COUNT;
import static dev.llmfit.gguf.arch.ArchitectureKeys.SHARED_WIDTH;
import static dev.llmfit.gguf.arch.ArchitectureKeys.WINDOW;

import dev.llmfit.gguf.arch.Recurrence.DeltaAttention;
import dev.llmfit.gguf.arch.Recurrence.LinearAttention;
import dev.llmfit.gguf.arch.Recurrence.ShortConvolution;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.gguf.arch.Recurrence.TimeMixing;
import dev.llmfit.gguf.arch.ResidualStream.HyperConnections;
import dev.llmfit.gguf.arch.Window.Kind;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** Recurrent and hybrid models. */
final class RecurrentKeys {
    private static final String COMPRESS_RATIOS = "attention.compress_ratios";

    /** Rows of an indexer that pools keys: the raw key, the pooled key. */
    private static final int RAW_AND_POOLED = 2;

    /** Rows of an indexer that pools keys through a gate: key, gate, pooled key. */
    private static final int KEY_GATE_AND_POOLED = 3;

    private RecurrentKeys() {}

    static void mamba(ArchitectureKeys k) {
        k.draft.recurrentLayers(LayerSet.all(k.all()));
        ssm(k, false);
        boolean normed = k.keys.flag("ssm.dt_b_c_rms", false);
        k.draft
                .recurrence()
                .map(StateSpace.class::cast)
                .ifPresent(space -> k.draft.recurrence(space.withNormed(normed)));
    }

    static void mamba2(ArchitectureKeys k) {
        k.draft.recurrentLayers(LayerSet.all(k.all()));
        ssm(k, true);
    }

    static void rwkv6(ArchitectureKeys k) {
        k.keys.integer("time_mix_extra_dim");
        k.keys.integer("time_decay_extra_dim");
        int every = k.keys.integer("rescale_every_n_layers", 0);
        rwkv(k, every == 0 ? OptionalInt.empty() : OptionalInt.of(every));
    }

    static void rwkv7(ArchitectureKeys k) {
        rwkv(k, OptionalInt.empty());
        k.keys.integer("attention.decay_lora_rank");
        k.keys.integer("attention.iclr_lora_rank");
        k.keys.integer("attention.value_residual_mix_lora_rank");
        k.keys.integer("attention.gate_lora_rank", 0);
    }

    static void jamba(ArchitectureKeys k) {
        ssm(k, false);
        recurrentWithoutKvHeads(k, k.trunk());
    }

    static void plamo2(ArchitectureKeys k) {
        ssm(k, true);
        // read again, because the first layer may have no heads to divide the width by
        Heads.Size before = k.draft.heads().full();
        int key = k.keys.integer("attention.key_length", before.key());
        int value = k.keys.integer("attention.value_length", before.value());
        k.draft.heads(h -> h.withFull(key, value));
        recurrentWithoutKvHeads(k, k.trunk());
    }

    static void falconH1(ArchitectureKeys k) {
        ssm(k, true);
        k.draft.recurrentLayers(LayerSet.all(k.all()));
    }

    static void graniteHybrid(ArchitectureKeys k) {
        k.graniteScales();
        ssm(k, true);
        k.ropeFinetuned();
        recurrentWithoutKvHeads(k, k.trunk());
        k.keys.integer(SHARED_WIDTH, 0);
    }

    static void nemotronHybrid(ArchitectureKeys k) {
        ssm(k, true);
        LayerCounts keyValue = k.draft.heads().keyValue();
        LayerCounts dense = k.draft.dense().width();
        k.draft.recurrentLayers(
                LayerSet.of(k.all(), il -> il < k.trunk() && keyValue.at(il) == 0 && dense.at(il) == 0));
        k.expertWidth(false);
        k.keys.integer(SHARED_WIDTH, 0);
        k.keys.integer(SHARED_COUNT, 0);
        k.weights();
        k.keys.integer("moe_latent_size", 0);
    }

    static void shortConvolution(ArchitectureKeys k) {
        shortConvolutions(k);
        k.draft.dense(d -> d.withLead(k.trunk()));
        int size = k.keys.integer(WINDOW, 0);
        if (size > 0) {
            LayerSet recurrent = k.draft.recurrentLayers();
            LayerSet attending = LayerSet.of(k.all(), il -> il < k.trunk() && !recurrent.contains(il));
            k.draft.window(new Window(Kind.STANDARD, size, attending));
        }
    }

    static void shortConvolutionMoe(ArchitectureKeys k) {
        shortConvolutions(k);
        k.denseLead();
        k.expertWidth(true);
        k.gating();
    }

    static void lfm3(ArchitectureKeys k) {
        if (!k.draft.causal()) {
            throw new HyperParametersException(
                    "a model of architecture lfm3 that reads in both directions (attention.causal) is not modelled");
        }
        shortConvolutions(k);
        LayerSet sliding = LayerSet.marked(k.keys.requiredArray(PATTERN, k.all()));
        k.draft.window(new Window(Kind.STANDARD, k.keys.integer(WINDOW), sliding));
        k.keys.real("rope.freq_base_swa");
        k.draft.dense(d -> d.withLead(k.trunk()));
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
        k.draft.variant(GraphVariant.LAZY_EMBEDDINGS, true);
        int streams = k.keys.integer("hyper_connection.count");
        k.draft.stream(new HyperConnections(streams, k.keys.integer("hyper_connection.low_rank"), 0));
        LayerSet recurrent = k.draft.recurrentLayers();
        k.indexer(LayerSet.of(k.all(), il -> !recurrent.contains(il)));
        LayerNumbers ratios = LayerNumbers.positive(
                k.keys.perLayer(COMPRESS_RATIOS, k.all(), k.unmarked()).orElseGet(k::unmarked));
        k.draft.compressRatios(ratios);
        if (!ratios.isEmpty()) {
            k.draft.indexer().ifPresent(i -> k.draft.indexer(i.withSlots(RAW_AND_POOLED)));
        }
        if (k.keys.length("ple.layers") > 0) {
            hashedNGrams(k, streams);
        }
    }

    /** The history of hashed n-grams that some layers keep ({@code llama_hparams::ple_conv_state}). */
    private static void hashedNGrams(ArchitectureKeys k, int streams) {
        LayerCounts named = k.keys.requiredArray("ple.layers", k.keys.length("ple.layers"));
        Set<Integer> layers = new HashSet<>();
        for (int i = 0; i < named.layers(); i++) {
            int il = named.at(i);
            if (il < 0 || il >= k.all()) {
                throw new HyperParametersException("ple.layers names layer " + il + " of " + k.all());
            }
            layers.add(il);
        }
        int kernel = k.keys.integer("ple.conv_kernel");
        int size = k.keys.integer("ple.ngram_size");
        long heads = Math.max(0, size - 1L) * k.keys.integer("ple.heads_per_ngram");
        if (heads > Integer.MAX_VALUE) {
            throw new HyperParametersException("ple.ngram_size and ple.heads_per_ngram make " + heads + " heads");
        }
        long width = (long) streams * k.draft.widths().stream();
        k.draft.hashedNGrams(
                new HashedNGrams(LayerSet.of(k.all(), layers::contains), kernel, size, (int) heads, width));
    }

    static void kimiLinear(ArchitectureKeys k) {
        kimi(k, k.trunk());
        k.gating();
    }

    static void kimi3(ArchitectureKeys k) {
        k.keys.integer(Q_RANK, 0);
        kimi(k, k.trunk());
        k.gating();
        k.valuesOfRank();
        k.keys.integer("expert_latent_length", 0);
        k.draft.stream(new ResidualStream.Checkpoints(k.keys.integer("attn_res.block_size")));
        k.draft.variant(GraphVariant.BOUNDED_DECAY, k.keys.has("kda.gate_lower_bound"));
        k.keys.real("activation.situ_beta");
        k.draft.variant(GraphVariant.LIMITED_UP, k.keys.real("activation.situ_linear_beta") > 0);
    }

    static void bailing3(ArchitectureKeys k) {
        k.keys.integer(Q_RANK, 0);
        kimi(k, k.trunk());
        k.gating();
        k.sections(false);
        k.keys.integer(SHARED_WIDTH, 0);
        k.keys.real("kda.gate_lower_bound");
    }

    static void glm5Next(ArchitectureKeys k) {
        k.keys.integer(Q_RANK, 0);
        kimi(k, k.all());
        k.gating(Gating.SIGMOID);
        k.valuesOfRank();
        LayerCounts all = LayerCounts.all(k.all(), 1);
        k.indexer(LayerSet.marked(
                k.keys.perLayer("attention.indexer.types", k.trunk(), all).orElse(all)));
        int pool = k.keys.integer("attention.indexer.kpool");
        k.draft
                .indexer()
                .ifPresent(i -> k.draft.indexer(i.withSlots(KEY_GATE_AND_POOLED).withPool(pool)));
        k.draft.variant(GraphVariant.CHOOSES_TAIL, k.keys.flag("attention.indexer.kpool_select_tail", false));
        k.draft.variant(GraphVariant.BOUNDED_DECAY, k.keys.has("kda.gate_lower_bound"));
        hyperConnections(k);
    }

    static void miniMax1(ArchitectureKeys k) {
        double residual = k.keys.real("residual_scale", 0);
        k.draft.scales(s -> s.withResidual(residual));
        int head = k.draft.heads().full().key();
        if (head > 0) {
            k.draft.recurrence(new LinearAttention(head, k.draft.heads().query().at(0)));
        }
        recurrentInterval(k, 8);
    }

    static void deepSeek4(ArchitectureKeys k) {
        String probe = "blk." + k.trunk() + ".nextn.eh_proj.weight";
        if (k.model.tensors().stream().noneMatch(t -> t.name().equals(probe))) {
            k.draft.layers(l -> l.withNextToken(0));
        }
        k.keys.integer(Q_RANK);
        int size = k.keys.integer(WINDOW);
        k.sharedExperts();
        k.gating();
        k.indexer(LayerSet.none(k.all()));
        hyperConnections(k);
        k.draft.compressRatios(LayerNumbers.positive(k.keys.requiredArray(COMPRESS_RATIOS, k.all())));
        k.draft.window(new Window(Kind.STANDARD, size, LayerSet.all(k.all())));
    }

    private static void hyperConnections(ArchitectureKeys k) {
        int count = k.keys.integer("hyper_connection.count");
        k.draft.stream(new HyperConnections(count, 0, k.keys.integer("hyper_connection.sinkhorn_iterations")));
    }

    private static void qwenExperts(ArchitectureKeys k) {
        k.expertWidth(false);
        k.keys.integer(SHARED_WIDTH, 0);
    }

    private static void deltaNet(ArchitectureKeys k, boolean sections) {
        k.draft.variant(GraphVariant.GATED_QUERIES, true);
        k.draft.variant(GraphVariant.VALUE_HEADS_IN_ORDER, !sections);
        k.sections(sections);
        ssm(k, true);
        recurrentInterval(k, 4);
    }

    private static void kimi(ArchitectureKeys k, int hybridLayers) {
        k.mla(true);
        int kernel = k.keys.integer("ssm.conv_kernel");
        int head = k.keys.integer("kda.head_dim");
        if (head > 0) {
            k.draft.recurrence(
                    new DeltaAttention(kernel, head, k.draft.heads().query().at(0)));
        }
        recurrentWithoutKvHeads(k, hybridLayers);
        k.expertWidth(true);
        k.keys.integer(SHARED_COUNT);
        k.denseLead();
        k.weights();
    }

    private static void shortConvolutions(ArchitectureKeys k) {
        int cache = k.keys.integer("shortconv.l_cache");
        if (cache > 0) {
            k.draft.recurrence(new ShortConvolution(cache, k.draft.widths().stream()));
        }
        recurrentWithoutKvHeads(k, k.trunk());
    }

    private static void rwkv(ArchitectureKeys k, OptionalInt rescaleEvery) {
        k.draft.recurrentLayers(LayerSet.all(k.all()));
        int head = k.keys.integer("wkv.head_size");
        int shifts = k.keys.integer("token_shift_count", 2);
        if (head > 0) {
            k.draft.recurrence(new TimeMixing(head, shifts, rescaleEvery, k.draft.widths().stream()));
        }
    }

    private static void ssm(ArchitectureKeys k, boolean grouped) {
        int kernel = k.keys.integer("ssm.conv_kernel");
        int inner = k.keys.integer("ssm.inner_size");
        int size = k.keys.integer("ssm.state_size");
        int heads = k.keys.integer("ssm.time_step_rank");
        int groups = grouped ? k.keys.integer("ssm.group_count") : 0;
        if (kernel > 0 || inner > 0 || size > 0 || heads > 0) {
            k.draft.recurrence(new StateSpace(kernel, inner, size, heads, groups, false));
        }
    }

    private static void recurrentInterval(ArchitectureKeys k, int fallback) {
        k.draft.recurrentLayers(k.keys.perLayer("attention.recurrent_layers", k.all(), k.unmarked())
                .map(LayerSet::marked)
                .orElseGet(() -> periodic(k, Math.max(1, k.keys.integer("full_attention_interval", fallback)))));
    }

    private static LayerSet periodic(ArchitectureKeys k, int interval) {
        return LayerSet.of(k.all(), il -> il < k.trunk() && (il + 1) % interval != 0);
    }

    /** Marks layers without KV heads as recurrent, among the first {@code layers}. */
    private static void recurrentWithoutKvHeads(ArchitectureKeys k, int layers) {
        LayerCounts keyValue = k.draft.heads().keyValue();
        k.draft.recurrentLayers(LayerSet.of(k.all(), il -> il < layers && keyValue.at(il) == 0));
    }
}

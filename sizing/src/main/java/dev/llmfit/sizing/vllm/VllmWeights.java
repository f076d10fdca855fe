package dev.llmfit.sizing.vllm;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.sizing.engines.EngineLayers;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineParts.Recurrent;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of weights on a GPU of each pipeline stage, after loading and before any repacking: the tensors of the checkpoint, each
 * split, repeated or padded as vLLM's layers do it.
 *
 * <p>Source: {@code model_executor/layers/linear.py}, {@code vocab_parallel_embedding.py}, {@code fused_moe}, {@code
 * rotary_embedding/base.py}, {@code models}.
 */
final class VllmWeights {
    /** Bytes of a weight in 16 bits, and in float32. */
    private static final int PLAIN = 2;

    private static final int WIDE = 4;

    /** The vocabulary is padded to it ({@code DEFAULT_VOCAB_PADDING_SIZE}). */
    private static final int VOCABULARY_PADDING = 64;

    /** Scales of queries, keys, values and probabilities of each attention layer, float32 each ({@code attention.py}). */
    private static final int ATTENTION_SCALES = 16;

    /** MRotaryEmbedding keeps four times the positions. */
    private static final int LONG_POSITIONS = 4;

    /** Frequencies of the rotation in Pixtral's tower: 64 of float32 ({@code pixtral.py}). */
    private static final int TOWER_FREQUENCIES = 256;

    /** Three scales of 16 bits of Gemma 4's embeddings of each layer ({@code gemma4.py}). */
    private static final int PER_LAYER_SCALES = 6;

    private static final String BLOCK = "blk.";

    private final EngineModel model;
    private final EngineLayers layers;
    private final VllmLaunch launch;
    private final VllmClass traits;
    private final VllmLinear linear;
    private final VllmFormats formats;
    private final long tensor;

    private VllmWeights(EngineModel model, VllmLaunch launch) {
        this.model = model;
        this.layers = model.layers();
        this.launch = launch;
        this.traits = VllmClass.of(model);
        this.tensor = launch.split().tensor();
        this.linear = new VllmLinear(model, launch);
        this.formats = VllmFormats.of(model, launch);
    }

    /** Returns the bytes on a GPU of each stage. */
    static List<Long> of(EngineModel model, VllmLaunch launch) {
        return new VllmWeights(model, launch).stages();
    }

    private List<Long> stages() {
        List<VllmStage> stages = VllmStage.of(layers.count(), launch.split().pipeline());
        long[] total = new long[stages.size()];
        int last = total.length - 1;
        Model tensors = launch.drafts().areNextTokens() ? model.whole() : model.trunk();
        for (TensorInfo tensorInfo : tensors.tensors()) {
            add(tensorInfo, stages, total);
        }
        boolean tied = model.traits().tied() && !traits.has(VllmTrait.OWN_HEAD);
        if (!launch.weights().languageModelOnly()) {
            total[0] +=
                    VllmTower.bytes(model, launch) + (traits.has(VllmTrait.TOWER_FREQUENCIES) ? TOWER_FREQUENCIES : 0);
        }
        if (traits.has(VllmTrait.OWN_HEAD) && model.traits().tied()) {
            total[last] += table();
        }
        copies(total, tied);
        perLayerTables(tensors, total);
        expertMaps(tensors, stages, total);
        long each = smallBuffers() + rotation();
        boolean latent = model.latent().isPresent();
        VllmQuantization.Extras extras = formats.extras();
        long beside = latent ? extras.latent() : extras.attention();
        long scales = ATTENTION_SCALES + (traits.has(VllmTrait.KIMI_DELTA) ? WIDE : beside); // _one_scale
        for (int i = 0; i < total.length; i++) {
            total[i] += each + scales * attentionLayers(stages.get(i));
        }
        List<Long> bytes = new ArrayList<>(total.length);
        for (long stage : total) {
            bytes.add(stage);
        }
        return bytes;
    }

    private void add(TensorInfo t, List<VllmStage> stages, long[] total) {
        String name = t.name();
        int last = total.length - 1;
        if (name.startsWith(BLOCK)) {
            int stop = name.indexOf('.', BLOCK.length());
            int layer = Integer.parseInt(name, BLOCK.length(), stop, 10);
            long bytes = linear.bytes(t, name.substring(stop + 1), layer);
            int stage = last;
            for (int i = 0; i < last && stage == last; i++) {
                stage = stages.get(i).has(layer) ? i : last;
            }
            total[stage] += bytes;
        } else if (name.startsWith("rope_f")) {
            return; // factors of the rotation, which are in its table
        } else if (name.startsWith("output") || name.startsWith("token_embd_norm")) {
            total[last] += vocabularyOrNorm(t);
        } else {
            total[0] += vocabularyOrNorm(t);
            boolean head = model.traits().tied() && !traits.has(VllmTrait.OWN_HEAD);
            if (name.equals("token_embd.weight") && head && last > 0) {
                total[last] += vocabularyOrNorm(t);
            }
        }
    }

    private long vocabularyOrNorm(TensorInfo t) {
        return switch (t.name()) {
            case "output.weight" -> head(rows(t.ne1()), t.ne0());
            case "token_embd.weight" -> rows(t.ne1()) * t.ne0() * PLAIN;
            case "output.bias" -> traits.has(VllmTrait.NO_HEAD_BIAS) ? 0 : rows(t.ne0()) * PLAIN;
            case "per_layer_token_embd.weight" -> rows(t.ne1()) * t.ne0() * PLAIN;
            default -> linear.bytes(t, t.name(), 0);
        };
    }

    private long head(long rows, long cols) {
        VllmScheme kept = formats.of("output.weight", -1);
        return kept.isPlain() ? rows * cols * PLAIN : kept.matrix(rows, cols) + kept.partBytes() + kept.layerBytes();
    }

    private long rows(long vocabulary) {
        return rows(vocabulary, tensor);
    }

    /** Returns the rows of a vocabulary on one GPU. */
    static long rows(long vocabulary, long tensor) {
        return Math.ceilDiv(vocabulary, VOCABULARY_PADDING) * VOCABULARY_PADDING / tensor;
    }

    private long table() {
        return rows(model.traits().vocabulary()) * model.traits().width() * PLAIN;
    }

    /** Adds what classes build on every stage instead of on the first or the last one. */
    private void copies(long[] total, boolean tied) {
        int last = total.length - 1;
        if (last == 0) {
            return;
        }
        boolean head = traits.has(VllmTrait.TABLES_EVERYWHERE) && !tied;
        long norm = 0;
        long bias = 0;
        for (TensorInfo t : model.trunk().tensors()) {
            norm += t.name().startsWith("output_norm") ? vocabularyOrNorm(t) : 0;
            bias += t.name().equals("output.bias") ? vocabularyOrNorm(t) : 0;
        }
        long copied = (traits.has(VllmTrait.NORM_EVERYWHERE) ? norm : 0) + (head ? table() + bias : 0);
        if (traits.embedsOnEveryStage()) {
            int end = tied ? last : last + 1;
            for (int i = 1; i < end; i++) {
                total[i] += table();
            }
        }
        for (int i = 0; i < last; i++) {
            total[i] += copied;
        }
    }

    /** Embeddings of each layer (Gemma 4), which stand on every stage. */
    private void perLayerTables(Model tensors, long[] total) {
        if (!traits.has(VllmTrait.PER_LAYER_TABLES_EVERYWHERE)) {
            return;
        }
        long bytes = 0;
        for (TensorInfo t : tensors.tensors()) {
            bytes += t.name().startsWith("per_layer_") ? vocabularyOrNorm(t) : 0;
        }
        long scales = bytes > 0 ? PER_LAYER_SCALES : 0;
        for (int i = 0; i < total.length; i++) {
            total[i] += (i > 0 ? bytes : 0) + scales;
        }
    }

    /** With whole experts on each GPU a layer keeps where each expert is, and Gemma 4 how much its router weighs. */
    private void expertMaps(Model tensors, List<VllmStage> stages, long[] total) {
        boolean spread = launch.split().experts();
        boolean weighed = traits.has(VllmTrait.PER_LAYER_TABLES_EVERYWHERE);
        for (TensorInfo t : tensors.tensors()) {
            if (!t.name().endsWith("ffn_down_exps.weight")) {
                continue;
            }
            int layer = Integer.parseInt(t.name(), BLOCK.length(), t.name().indexOf('.', BLOCK.length()), 10);
            for (int i = 0; i < total.length; i++) {
                if (stages.get(i).has(layer)) {
                    total[i] += (spread ? t.ne2() * WIDE : 0) + (weighed ? PLAIN : 0);
                }
            }
        }
    }

    /** Gemma's scale of the embedding. */
    private long smallBuffers() {
        return traits.has(VllmTrait.EMBEDDING_SCALE) ? PLAIN : 0;
    }

    /** Returns the bytes of cosines and sines of every position, once for each way of rotating. */
    private long rotation() {
        long width = model.traits().rotated();
        if (traits.has(VllmTrait.THROUGH_TRANSFORMERS)) {
            return width * WIDE * (traits.rotatesTwice() ? 2 : 1); // two tables of frequencies
        }
        if (!traits.rotatesInTables()) {
            return 0;
        }
        long positions = model.traits().context();
        if (traits.has(VllmTrait.ROTATION_BY_WIDTH)) {
            return positions * (width + layers.windowHead().orElse(0)) * PLAIN;
        }
        // The indexer of sparse attention rotates in another order and has a table of its own.
        long tables = model.parts().indexer().isPresent()
                ? 2
                : traits.has(VllmTrait.FOUR_TIMES_THE_POSITIONS) ? LONG_POSITIONS : traits.rotatesTwice() ? 2 : 1;
        return tables * positions * width * (traits.has(VllmTrait.WIDE_ROTATION) ? WIDE : PLAIN);
    }

    private long attentionLayers(VllmStage stage) {
        long count = 0;
        for (int i = stage.first(); i < stage.end(); i++) {
            boolean attends = model.traits().attentionInterval() > 0 ? traits.attendsEvery(i) : layers.kvHeads(i) > 0;
            count += attends ? 1 : 0;
        }
        return count;
    }

    /** Returns the rows by which groups of Mamba 2 grow that the GPUs do not divide: each has one at least. */
    static long extraGroupRows(EngineModel model, long tensor) {
        Recurrent s = model.recurrent().orElseThrow();
        boolean repeats = VllmClass.of(model).has(VllmTrait.MAMBA_2) && s.groups() > 0 && s.groups() % tensor != 0;
        return repeats ? 2 * (tensor - s.groups()) * s.state() : 0;
    }
}

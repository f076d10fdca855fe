package dev.llmfit.recommend.facts;

import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/** What the rules may know of a model and a launch. */
public final class CandidateFacts {
    private CandidateFacts() {}

    /** Adds the facts of a launch to those of the request and the machine. */
    public static Facts of(
            Situation situation,
            Budgets budgets,
            PlannedLaunch launch,
            ModelProfile profile,
            int rank,
            Optional<FirstRow> first) {
        Facts.Builder facts = situation.facts().toBuilder();
        model(facts, launch, profile);
        facts.set(
                Fact.MODEL_MATCHES, situation.objective().matches(launch.offer().listing()));
        placement(facts, launch, budgets);
        first.ifPresent(f -> f.addTo(facts, launch, situation.objective()));
        facts.set(Fact.CANDIDATE_RANK, rank)
                .set(Fact.CANDIDATE_FILE_TYPE, launch.fileType())
                .set(Fact.CANDIDATE_FILE_GIB, launch.fileBytes().gib())
                .set(Fact.CANDIDATE_BITS, launch.fileBytes().count() * 8.0 / profile.parameters())
                .set(Fact.CANDIDATE_CTX, each(launch))
                .set(Fact.CANDIDATE_CTX_ALL, launch.options().nCtx())
                .set(Fact.CANDIDATE_TYPE_K, launch.options().typeK().ggmlName())
                .set(Fact.CANDIDATE_TYPE_V, launch.options().typeV().ggmlName())
                .set(Fact.CANDIDATE_FLASH_ATTN, launch.estimate().flashAttn())
                .set(Fact.CANDIDATE_N_UBATCH, launch.options().nUbatch())
                .set(Fact.CANDIDATE_N_PARALLEL, launch.options().nParallel())
                .set(Fact.CANDIDATE_TG, launch.tg())
                .set(Fact.CANDIDATE_TG_LOW, launch.speed().tg().low())
                .set(Fact.CANDIDATE_ANSWERS, launch.score().parts().answers())
                .set(Fact.CANDIDATE_BENCHMARKS, launch.score().parts().model().benchmarks())
                .set(Fact.CANDIDATE_PP, launch.speed().pp().mid());
        launch.quality().pplPercent().ifPresent(p -> facts.set(Fact.CANDIDATE_PPL_PERCENT, p));
        launch.quality().dots().ifPresent(d -> facts.set(Fact.CANDIDATE_DOTS, d));
        return facts.build();
    }

    /** Returns the context of each slot, tokens. */
    static int each(PlannedLaunch launch) {
        return launch.options().nCtx() / launch.options().nParallel();
    }

    private static void model(Facts.Builder facts, PlannedLaunch launch, ModelProfile profile) {
        HyperParameters hyper = profile.hyper();
        Listing listing = launch.offer().listing();
        facts.set(Fact.MODEL_NAME, launch.offer().name())
                .set(Fact.MODEL_ARCHITECTURE, profile.architecture())
                .set(Fact.MODEL_PARAMS_B, profile.parameters() / 1e9)
                .set(Fact.MODEL_ACTIVE_B, profile.activeParameters() / 1e9)
                .set(Fact.MODEL_LAYERS, profile.layers())
                .set(Fact.MODEL_MOE, profile.moe())
                .set(Fact.MODEL_SWA, profile.swa())
                .set(Fact.MODEL_MLA, hyper.isMla())
                .set(Fact.MODEL_RECURRENT, profile.recurrent())
                .set(Fact.MODEL_VISION, listing.vision())
                .set(Fact.MODEL_EMBEDDING, embeds(profile, listing))
                .set(Fact.MODEL_MTP, hyper.nLayerNextn() > 0);
        if (hyper.nCtxTrain() > 0) {
            facts.set(Fact.MODEL_CTX_TRAIN, hyper.nCtxTrain());
        }
        listing.release().ifPresent(m -> facts.set(Fact.MODEL_RELEASED, m.toString()));
        if (hyper.nLayerNextn() > 0) {
            facts.set(Fact.CANDIDATE_MTP_GIB, mtp(launch, hyper).gib());
        }
        listing.licence().ifPresent(l -> facts.set(Fact.MODEL_LICENCE, l));
        listing.nativeType().ifPresent(t -> facts.set(Fact.MODEL_NATIVE_TYPE, t));
    }

    /** Returns whether a model reads texts and writes none: by its attention, or by what it was published for. */
    public static boolean embeds(ModelProfile profile, Listing listing) {
        return !profile.hyper().causal()
                || listing.purposes().contains("embedding")
                || listing.purposes().contains("rerank");
    }

    /** Returns the weights of the layers after the last one that generation runs, llama.cpp's {@code nextn_predict_layers}. */
    private static Bytes mtp(PlannedLaunch launch, HyperParameters hyper) {
        long bytes = 0;
        for (TensorInfo tensor : launch.offer().model(launch.fileType()).tensors()) {
            int layer = WeightMap.layerOf(tensor.name(), hyper.nLayerAll());
            if (layer >= hyper.nLayer() && layer < hyper.nLayerAll()) {
                bytes = Math.addExact(bytes, tensor.bytes());
            }
        }
        return Bytes.of(bytes);
    }

    /** Returns all buffers together. */
    static Bytes total(Estimate estimate) {
        Bytes sum = estimate.host().total();
        for (BufferSizes device : estimate.devices()) {
            sum = sum.plus(device.total());
        }
        return sum;
    }

    private static void placement(Facts.Builder facts, PlannedLaunch launch, Budgets budgets) {
        List<BufferSizes> devices = launch.estimate().devices();
        BufferSizes host = launch.estimate().host();
        Bytes gpu = Bytes.ZERO;
        Bytes context = host.context();
        Bytes compute = host.compute();
        for (BufferSizes device : devices) {
            gpu = gpu.plus(device.total());
            context = context.plus(device.context());
            compute = compute.plus(device.compute());
        }
        facts.set(Fact.CANDIDATE_VERDICT, launch.verdict().id())
                .set(Fact.CANDIDATE_NGL, launch.options().nGpuLayers())
                .set(Fact.CANDIDATE_LAYERS, launch.estimate().layerDevice().size())
                .set(Fact.CANDIDATE_N_CPU_MOE, launch.options().nCpuMoe())
                .set(
                        Fact.CANDIDATE_TENSOR_SPLIT,
                        !launch.options().tensorSplit().isEmpty())
                .set(Fact.CANDIDATE_GPU_GIB, gpu.gib())
                .set(Fact.CANDIDATE_HOST_GIB, host.total().gib())
                .set(
                        Fact.CANDIDATE_HOST_LEFT_GIB,
                        budgets.unlent(launch.estimate()).gib())
                .set(Fact.CANDIDATE_GUESSES, launch.options().nDraft())
                .set(Fact.CANDIDATE_TOTAL_GIB, total(launch.estimate()).gib())
                .set(Fact.CANDIDATE_KV_GIB, context.gib())
                .set(Fact.CANDIDATE_COMPUTE_GIB, compute.gib())
                .set(Fact.CANDIDATE_HEADROOM_GIB, Math.max(0, budgets.spare(launch.estimate())) / (double) (1L << 30));
        launch.next().missing().ifPresent(m -> facts.set(Fact.CANDIDATE_NEXT_LAYER_GIB, m / (double) (1L << 30)));
    }
}

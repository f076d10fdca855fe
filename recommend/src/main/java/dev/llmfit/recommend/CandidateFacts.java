package dev.llmfit.recommend;

import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.List;

/** What the rules may know of a model and a launch. */
final class CandidateFacts {
    private CandidateFacts() {}

    /** Adds the facts of a launch to those of the request and the machine. */
    static Facts of(Facts known, Launch launch, ModelProfile profile, Budgets budgets, int rank) {
        Facts.Builder facts = known.toBuilder();
        model(facts, launch, profile);
        placement(facts, launch, budgets);
        facts.set(Fact.CANDIDATE_RANK, rank)
                .set(Fact.CANDIDATE_FILE_TYPE, launch.fileType())
                .set(Fact.CANDIDATE_FILE_GIB, launch.fileBytes().gib())
                .set(Fact.CANDIDATE_BITS, launch.fileBytes().count() * 8.0 / profile.parameters())
                .set(Fact.CANDIDATE_CTX, launch.options().nCtx())
                .set(Fact.CANDIDATE_TYPE_K, launch.options().typeK().ggmlName())
                .set(Fact.CANDIDATE_TYPE_V, launch.options().typeV().ggmlName())
                .set(Fact.CANDIDATE_FLASH_ATTN, launch.estimate().flashAttn())
                .set(Fact.CANDIDATE_N_UBATCH, launch.options().nUbatch())
                .set(Fact.CANDIDATE_N_PARALLEL, launch.options().nParallel())
                .set(Fact.CANDIDATE_TG, launch.speed().tg().mid())
                .set(Fact.CANDIDATE_PP, launch.speed().pp().mid());
        launch.quality().pplPercent().ifPresent(p -> facts.set(Fact.CANDIDATE_PPL_PERCENT, p));
        launch.quality().dots().ifPresent(d -> facts.set(Fact.CANDIDATE_DOTS, d));
        return facts.build();
    }

    private static void model(Facts.Builder facts, Launch launch, ModelProfile profile) {
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
                .set(Fact.MODEL_EMBEDDING, !hyper.causal())
                .set(Fact.MODEL_MTP, hyper.nLayerNextn() > 0);
        if (hyper.nCtxTrain() > 0) {
            facts.set(Fact.MODEL_CTX_TRAIN, hyper.nCtxTrain());
        }
        listing.licence().ifPresent(l -> facts.set(Fact.MODEL_LICENCE, l));
        listing.nativeType().ifPresent(t -> facts.set(Fact.MODEL_NATIVE_TYPE, t));
    }

    private static void placement(Facts.Builder facts, Launch launch, Budgets budgets) {
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
                .set(Fact.CANDIDATE_KV_GIB, context.gib())
                .set(Fact.CANDIDATE_COMPUTE_GIB, compute.gib())
                .set(
                        Fact.CANDIDATE_HEADROOM_GIB,
                        Math.max(0, budgets.headroom(launch.estimate())) / (double) (1L << 30));
        launch.missing().ifPresent(m -> facts.set(Fact.CANDIDATE_NEXT_LAYER_GIB, m / (double) (1L << 30)));
    }
}

package dev.llmfit.recommend.team;

import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.vllm.VllmGpu;
import dev.llmfit.sizing.vllm.VllmLaunch;

/**
 * What the rules may know of a launch of vLLM.
 *
 * @param model that is served
 * @param gpu one of the GPUs
 * @param cores what they compute in
 * @param launch what was chosen
 */
record TeamFacts(EngineModel model, VllmGpu gpu, LowBitCores cores, TeamLaunch launch) {
    /** IEC 80000-13. */
    private static final double GIB = 1L << 30;

    /**
     * Returns the facts.
     *
     * @param exact whether the cache gets what its users need and no more
     * @param isShort whether less than usual of the GPUs is free
     */
    Facts of(VllmChoice choice, boolean exact, boolean isShort) {
        VllmLaunch sized = launch.size().launch();
        long weights = launch.size().weights().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        Facts.Builder facts = Facts.builder()
                .set(Fact.REQUEST_USERS, launch.wish().users())
                .set(Fact.REQUEST_CTX, launch.wish().ctx())
                .set(Fact.MODEL_NAME, model.id())
                .set(Fact.TEAM_ENGINE, "vllm")
                .set(Fact.TEAM_RELEASE, launch.size().release())
                .set(Fact.TEAM_HELD, (double) launch.held().likely())
                .set(Fact.TEAM_HELD_LEAST, (double) launch.held().least())
                .set(Fact.TEAM_AT_ONCE, launch.usersAtOnce())
                .set(Fact.TEAM_TENSOR, choice.split().tensor())
                .set(Fact.TEAM_PIPELINE, choice.split().pipeline())
                .set(Fact.TEAM_REPLICAS, choice.split().replicas())
                .set(Fact.TEAM_NODES, choice.split().nodes())
                .set(Fact.TEAM_WEIGHTS, choice.weights().id())
                .set(Fact.TEAM_BITS, choice.weights().bits())
                .set(Fact.TEAM_NATIVE, !model.traits().nativeType().isEmpty())
                .set(Fact.TEAM_WEIGHTS_GIB, weights / GIB)
                .set(Fact.TEAM_GPU_GIB, gpu.totalBytes() / GIB)
                .set(Fact.TEAM_CACHE_8BIT, choice.fp8Cache())
                .set(Fact.TEAM_REQUESTS, sized.batch().requests())
                .set(Fact.TEAM_DRAFTED, choice.drafts())
                .set(Fact.TEAM_TOTAL, launch.total().map(t -> t.mid()).orElse(0.0))
                .set(Fact.TEAM_EACH, launch.each().map(t -> t.mid()).orElse(0.0));
        if (!launch.maker().isEmpty()) {
            facts.set(Fact.MACHINE_VENDOR, launch.maker());
        }
        if (!model.traits().nativeType().isEmpty()) {
            facts.set(Fact.MODEL_NATIVE_TYPE, model.traits().nativeType());
        }
        cores.fp8().ifPresent(fp8 -> facts.set(Fact.TEAM_FP8_CORES, fp8));
        if (exact) {
            facts.set(Fact.TEAM_CACHE_GIB, sized.memory().cacheBytes().orElse(0) / GIB);
        }
        if (choice.smallStep()) {
            facts.set(Fact.TEAM_STEP, sized.batch().tokens());
        }
        if (isShort) {
            facts.set(Fact.TEAM_SHARE, sized.memory().utilization());
        }
        return facts.build();
    }
}

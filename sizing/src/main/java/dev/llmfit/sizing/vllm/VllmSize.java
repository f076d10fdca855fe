package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.engines.EngineFigure;
import dev.llmfit.sizing.engines.EngineFigure.Trust;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.EngineValue;
import dev.llmfit.sizing.engines.EngineValue.SizeRange;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A sized launch of vLLM.
 *
 * @param model id of the model
 * @param launch with everything resolved
 * @param weights bytes on a GPU of each pipeline stage
 * @param budget what a GPU holds beside weights and cache
 * @param available bytes for the cache on a GPU of the tightest stage
 * @param plans the pool of blocks for the least, the likely and the most memory
 * @param kept how weights are kept, for people
 * @param notes what was taken or left out
 */
public record VllmSize(
        String model,
        VllmLaunch launch,
        List<Long> weights,
        VllmBudget budget,
        SizeRange available,
        Plans plans,
        Kept kept,
        List<String> notes)
        implements EngineSize {
    /** Bytes of a GiB. */
    private static final double GIB = 1L << 30;

    /** The log prints two decimals of GiB. */
    private static final double HUNDRED = 100;

    public VllmSize {
        weights = List.copyOf(weights);
        notes = List.copyOf(notes);
    }

    /**
     * How weights are kept.
     *
     * @param title for people
     * @param trust how well their bytes are known
     */
    public record Kept(String title, Trust trust) {}

    /**
     * The pool of blocks.
     *
     * @param low with the least memory that is left
     * @param mid with the likely memory
     * @param high with the most
     */
    public record Plans(VllmPlan low, VllmPlan mid, VllmPlan high) {}

    /** Returns the pool of blocks for the likely memory. */
    public VllmPlan plan() {
        return plans.mid();
    }

    private boolean isKnown() {
        return available.low() == available.high();
    }

    @Override
    public OptionalLong weightBytes() {
        return weights.stream().mapToLong(Long::longValue).max();
    }

    @Override
    public String release() {
        return launch.release().toString();
    }

    @Override
    public Verdict verdict() {
        boolean refused = plans.mid().refusal().isPresent();
        if (refused) {
            return plans.high().refusal().isEmpty() ? Verdict.UNCERTAIN : Verdict.REFUSED;
        }
        boolean tight = isGiven() && fullest() > launch.gpu().totalBytes() - budget.most();
        return tight || plans.low().refusal().isPresent() ? Verdict.UNCERTAIN : Verdict.FITS;
    }

    /** Returns whether the cache is as large as asked for, or there is none, whatever weights leave of a GPU. */
    private boolean isGiven() {
        return launch.memory().availableBytes().isEmpty()
                && (launch.memory().cacheBytes().isPresent()
                        || launch.cache().blocks() > 0
                        || plan().groups().isEmpty());
    }

    /** Returns the bytes of weights and cache on a GPU of the fullest stage. */
    private long fullest() {
        long most = 0;
        for (int i = 0; i < weights.size(); i++) {
            long pool = plan().poolBytes(i);
            most = Math.max(most, pool > Long.MAX_VALUE - weights.get(i) ? Long.MAX_VALUE : pool + weights.get(i));
        }
        return most;
    }

    /** Returns why a GPU cannot hold weights and the cache that was asked for; empty if it can. */
    Optional<String> overfull() {
        long total = launch.gpu().totalBytes();
        return isGiven() && fullest() > total
                ? Optional.of("weights and the KV cache that is asked for take " + Bytes.of(fullest())
                        + " of a GPU, which has " + Bytes.of(total))
                : Optional.empty();
    }

    @Override
    public String heading() {
        VllmLaunch.Split split = launch.split();
        StringBuilder line = new StringBuilder(model)
                .append(" · ")
                .append(kept.title())
                .append(" · ")
                .append(release())
                .append(" · ")
                .append(launch.gpu().name());
        if (split.tensor() > 1) {
            line.append(" · tensor ").append(split.tensor());
        }
        if (split.pipeline() > 1) {
            line.append(" · pipeline ").append(split.pipeline());
        }
        return line.append(" · requests of ")
                .append(grouped(launch.maxModelLen()))
                .toString();
    }

    @Override
    public String sum() {
        long most = weights.stream().mapToLong(Long::longValue).max().orElse(0);
        String held = "weights " + gib(most) + " GiB a GPU";
        if (verdict() == Verdict.REFUSED) {
            return held + " · " + gib(Math.max(0, available.mid())) + " GiB for the KV cache, and one request needs "
                    + gib(plan().refusal().map(VllmPlan.Refusal::needed).orElse(0L));
        }
        VllmPlan low = plans.low();
        VllmPlan high = plans.high();
        return held + " · KV cache "
                + (isKnown() ? gib(available.mid()) : gib(Math.max(0, available.low())) + " – " + gib(available.high()))
                + " GiB · "
                + (isKnown()
                        ? grouped(plan().tokens()) + " tokens"
                        : grouped(low.tokens()) + " – " + grouped(high.tokens()) + " tokens")
                + " · "
                + (isKnown()
                        ? times(plan().concurrency())
                        : times(low.concurrency()) + " – " + times(high.concurrency()))
                + " requests at once";
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.2f", bytes / GIB);
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    @Override
    public List<EngineFigure> figures() {
        VllmPlan plan = plan();
        Trust trust = isKnown() ? Trust.EXACT : Trust.RANGE;
        List<EngineFigure> all = new ArrayList<>();
        all.add(new EngineFigure(
                "weights_bytes",
                weights.size() > 1 ? "weights on a GPU of each stage" : "weights on each GPU",
                new EngineValue.Sizes(weights),
                kept.trust()));
        count(all, "block_size", "tokens of a block", plan.block(), Trust.EXACT);
        count(all, "max_num_batched_tokens", "tokens of a step", launch.batch().tokens(), Trust.EXACT);
        count(all, "max_num_seqs", "requests of a step", launch.batch().requests(), Trust.EXACT);
        if (!isKnown()) {
            all.add(new EngineFigure("available_kv_bytes", "left for the KV cache", available, Trust.RANGE));
            all.add(new EngineFigure(
                    "activation_bytes", "peak of a step beside weights", budget.activation(), Trust.RANGE));
            all.add(new EngineFigure("cuda_graph_bytes", "set aside for CUDA graphs", budget.graphs(), Trust.RANGE));
            all.add(new EngineFigure(
                    "outside_bytes", "outside torch: NCCL, workspaces", budget.outside(), Trust.RANGE));
        }
        all.add(new EngineFigure(
                "bytes_per_block",
                "bytes of a block",
                new EngineValue.Size(plan.stageBytes().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)),
                Trust.EXACT));
        if (plan.refusal().isPresent()) {
            refusal(all, plan.refusal().get(), trust);
            return all;
        }
        count(all, "num_gpu_blocks", "blocks", plan.blocks(), trust);
        count(all, "kv_cache_tokens", "tokens in the KV cache", plan.tokens(), trust);
        all.add(new EngineFigure(
                "max_concurrency", "longest requests at once", new EngineValue.Ratio(plan.concurrency()), trust));
        if (!isKnown()) {
            VllmPlan low = plans.low();
            VllmPlan high = plans.high();
            all.add(new EngineFigure(
                    "kv_cache_tokens_range",
                    "tokens in the KV cache",
                    new EngineValue.CountRange(low.tokens(), plan.tokens(), high.tokens()),
                    Trust.RANGE));
            all.add(new EngineFigure(
                    "max_concurrency_range",
                    "longest requests at once",
                    new EngineValue.CountRange(low.concurrency(), plan.concurrency(), high.concurrency()),
                    Trust.RANGE));
        }
        return all;
    }

    private static void count(List<EngineFigure> all, String name, String label, long count, Trust trust) {
        all.add(new EngineFigure(name, label, new EngineValue.Count(count), trust));
    }

    private static void refusal(List<EngineFigure> all, VllmPlan.Refusal refusal, Trust trust) {
        double printed = Math.rint(refusal.needed() / GIB * HUNDRED) / HUNDRED;
        all.add(new EngineFigure(
                "needed_gib", "GiB that one request needs", new EngineValue.Ratio(printed), Trust.EXACT));
        count(all, "estimated_max_len", "longest request that fits", refusal.longest(), trust);
    }

    @Override
    public Optional<String> refusal() {
        return plan().refusal().map(r -> {
            String need = "A request of " + grouped(launch.maxModelLen()) + " tokens needs "
                    + Bytes.of(r.needed()) + " of KV cache on each GPU, and "
                    + (r.available() > 0 ? Bytes.of(r.available()) + " are left" : "nothing is left") + ".";
            return r.longest() > 0
                    ? need + " The longest that fits has " + grouped(r.longest()) + " tokens."
                    : need + " No request fits: take more GPUs, a smaller quantization, or a smaller step.";
        });
    }
}

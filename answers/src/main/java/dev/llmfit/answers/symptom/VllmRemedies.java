package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.VllmLog;
import dev.llmfit.engine.log.VllmLog.Refused;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Changes of a launch of vLLM that let it start, ranked by what they cost. Savings are differences of what the log prints; a cache of
 * FP8 has half the bytes (docs/engines/vllm.md), and tensor parallelism halves weights and most caches.
 */
final class VllmRemedies {
    /** Beyond this share of a card the driver and PyTorch's own pieces run short; vLLM's recipes go no higher; judgement. */
    private static final double MOST = 0.97;

    /** A share is told in steps of a hundredth, as people write it. */
    private static final double STEP = 0.01;

    /** Share of the cache that FP8 saves: half, less for recurrent states, which stay as they are; judgement. */
    private static final double FP8_SAVES = 0.45;

    /** A length is told in whole blocks; 16 tokens is vLLM's own size of one. */
    private static final int BLOCK = 16;

    private final VllmLog log;
    private final List<Remedy> found = new ArrayList<>();

    private VllmRemedies(VllmLog log) {
        this.log = log;
    }

    /** Returns the changes, those that are enough first. */
    static List<Remedy> of(VllmLog log) {
        VllmRemedies remedies = new VllmRemedies(log);
        log.refused().ifPresent(remedies::cache);
        if (log.refused().isEmpty()) {
            remedies.share();
        }
        return Remedy.ranked(remedies.found);
    }

    private void cache(Refused r) {
        Bytes missing = r.needed().minus(r.there());
        length(r, missing);
        higher(missing);
        fp8(r);
        log.taken()
                .graphs()
                .filter(g -> !log.options().eager() && g.count() > 0)
                .ifPresent(g ->
                        add("--enforce-eager", g, "slower answers: no CUDA graphs", g.compareTo(missing) >= 0, false));
        log.options().gpus().ifPresent(gpus -> twice(gpus, missing));
    }

    /** A latent cache lies whole on every GPU, and the log does not tell, so only the weights count. */
    private void twice(int gpus, Bytes missing) {
        log.taken()
                .weights()
                .map(w -> Bytes.of(w.count() / 2))
                .ifPresent(half -> add(
                        "--tensor-parallel-size " + 2L * gpus,
                        half,
                        "twice the GPUs",
                        half.compareTo(missing) >= 0,
                        false));
    }

    /** vLLM's own estimate is exact; without it a cache that grows with the length is assumed. */
    private void length(Refused r, Bytes missing) {
        OptionalInt asked = log.options().length();
        if (r.longest().isPresent() && r.longest().getAsInt() > 0) {
            add("--max-model-len " + r.longest().getAsInt(), missing, "shorter conversations", true, true);
        } else if (asked.isPresent() && r.needed().count() > 0) {
            double share = (double) r.there().count() / r.needed().count();
            int blocks = (int) (asked.getAsInt() * share / BLOCK);
            if (blocks > 0) {
                add("--max-model-len " + blocks * BLOCK, missing, "shorter conversations", true, false);
            }
        }
    }

    private void higher(Bytes missing) {
        Optional<Bytes> total = log.budget().total();
        if (total.isEmpty() || log.budget().utilization().isEmpty()) {
            return;
        }
        double now = log.budget().utilization().getAsDouble();
        double share = Math.ceil((now + (double) missing.count() / total.get().count()) / STEP) * STEP;
        boolean free = log.budget()
                .free()
                .map(f -> share * total.get().count() <= f.count())
                .orElse(true);
        if (share <= MOST && free) {
            Bytes more = Bytes.of(Math.round((share - now) * total.get().count()));
            add("--gpu-memory-utilization " + hundredths(share), more, "less room for others", true, false);
        }
    }

    private void fp8(Refused r) {
        boolean wide = log.options()
                .cacheType()
                .filter(t -> !t.equals("auto") && !t.contains("16"))
                .isEmpty();
        if (wide) {
            Bytes half = Bytes.of(Math.round(r.needed().count() * FP8_SAVES));
            boolean enough = r.needed().minus(half).compareTo(r.there()) <= 0;
            add("--kv-cache-dtype fp8", half, "keys and values in 8 bits", enough, false);
        }
    }

    /** The share of the card that vLLM wants is not free. */
    private void share() {
        VllmLog.Budget budget = log.budget();
        boolean short_ = budget.free().isPresent()
                && budget.requested().isPresent()
                && budget.free().get().compareTo(budget.requested().get()) < 0;
        if (short_ && budget.total().isPresent()) {
            double free = budget.free().get().count();
            double share = Math.floor(free / budget.total().get().count() / STEP) * STEP;
            Bytes less = Bytes.of(Math.max(
                    0,
                    budget.requested().get().count()
                            - Math.round(share * budget.total().get().count())));
            Bytes missing = budget.requested().get().minus(budget.free().get());
            add("end what else uses the card (nvidia-smi)", missing, "nothing", true, true);
            add("--gpu-memory-utilization " + hundredths(share), less, "a smaller cache", true, true);
        }
    }

    private static String hundredths(double share) {
        return String.format(Locale.ROOT, "%.2f", share);
    }

    private void add(String change, Bytes saves, String cost, boolean enough, boolean exact) {
        found.add(new Remedy(change, saves, cost, enough, exact));
    }
}

package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.MeasuredBuffer.Kind;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a change of the launch saves on the device that is short, by the sizing model: the difference of both sizes, each part of it in
 * the proportion in which the log's buffer stands to the computed one. A log of an old build, or of a file whose tensors are mixed
 * otherwise, so counts with what it printed.
 */
final class Savings {
    /** Sizes that differ by less are the same: a log rounds to hundredths of a MiB, a file type's mixture differs by more. */
    private static final double SAME = 0.02;

    private static final Pattern DRAFT_FAILED =
            Pattern.compile("failed to (?:create|load|initialize) .{0,20}(?:MTP|draft|speculative)");

    private final RunLog log;
    private final Need need;

    Savings(RunLog log, Need need) {
        this.log = log;
        this.need = need;
    }

    /**
     * A saving.
     *
     * @param bytes how much
     * @param exact whether it is a difference of exact sizes
     */
    record Saved(Bytes bytes, boolean exact) {}

    /** Returns what these options save; empty if the model is not known. */
    Optional<Saved> of(LaunchOptions options) {
        return need.resizer().flatMap(r -> between(r.sizes(need.launch()), r.sizes(options)));
    }

    /** Returns what a file of another type saves; empty if the model is not known. */
    Optional<Saved> of(LaunchOptions options, String fileType) {
        return need.resizer().flatMap(r -> between(r.sizes(need.launch()), r.sizes(options, fileType)));
    }

    private Optional<Saved> between(Optional<BufferSizes> now, Optional<BufferSizes> then) {
        if (now.isEmpty() || then.isEmpty()) {
            return Optional.empty();
        }
        BufferSizes a = now.get();
        BufferSizes b = then.get();
        double weights = ratio(need.sizes().weights(), a.weights());
        double context = ratio(need.sizes().context().minus(draft(Kind.KV)), a.context());
        double compute = ratio(ownCompute(), a.compute());
        double saved = weights * (a.weights().count() - b.weights().count())
                + context * (a.context().count() - b.context().count())
                + compute * (a.compute().count() - b.compute().count());
        boolean exact = weights == 1 && context == 1 && compute == 1;
        return Optional.of(new Saved(Bytes.of(Math.max(0, Math.round(saved))), exact));
    }

    private static double ratio(Bytes seen, Bytes computed) {
        if (seen.count() == 0 || computed.count() == 0) {
            return 1;
        }
        double ratio = (double) seen.count() / computed.count();
        return Math.abs(ratio - 1) < SAME ? 1 : ratio;
    }

    /** Returns the compute buffer of the model itself. */
    private Bytes ownCompute() {
        Bytes own = need.sizes().compute().minus(draft(Kind.COMPUTE));
        return draftFailed() ? own.minus(asked()) : own;
    }

    /** Returns the KV cache of the model itself: neither recurrent state nor the cache of a draft. */
    Bytes ownCache() {
        return need.sizes().context().minus(recurrent()).minus(draft(Kind.KV));
    }

    /** Returns the recurrent state, which has no type to quantize and grows with the slots only. */
    Bytes recurrent() {
        return log.memory().buffers().on(need.device(), Kind.RECURRENT);
    }

    /** Returns what drafting takes: the buffers of the draft and the states that guesses are taken back to. */
    Bytes drafting() {
        Bytes held = draft(Kind.values());
        Bytes whole = draftFailed() ? held.plus(asked()) : held;
        int back = log.launch().rollbacks().orElse(0);
        return whole.plus(Bytes.of(recurrent().count() * back / (1 + back)));
    }

    /** Returns whether the draft is a model of its own. */
    boolean draftHasWeights() {
        return draft(Kind.WEIGHTS).count() > 0;
    }

    private Bytes draft(Kind... kinds) {
        MeasuredBuffers buffers = log.memory().buffers();
        return buffers.draftOn(need.device(), kinds);
    }

    private boolean draftFailed() {
        return DRAFT_FAILED.matcher(log.prints().text()).find();
    }

    private Bytes asked() {
        return log.failure().flatMap(f -> f.asked()).orElse(Bytes.ZERO);
    }
}

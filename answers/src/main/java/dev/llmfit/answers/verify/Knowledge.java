package dev.llmfit.answers.verify;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.PredictedSpeeds;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.engine.store.StoreDamage;
import dev.llmfit.engine.verify.ExpectedSpeed;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the store knows of this machine, and what of the store that was asked cannot be read. For one question. */
final class Knowledge {
    private final Workbench bench;
    private final Machine machine;
    private final EvidenceSource evidence;
    private final FailureSource failures;
    private final IdentityHashMap<Model, PredictedSpeeds> known = new IdentityHashMap<>();
    private final Set<String> damage = new LinkedHashSet<>();

    Knowledge(Workbench bench, Machine machine) {
        this.bench = bench;
        this.machine = machine;
        this.evidence = bench.evidence();
        this.failures = bench.failures();
    }

    Machine machine() {
        return machine;
    }

    /** Returns predictions that know what was measured here before. */
    ExpectedSpeed.Source speeds() {
        return (model, devices, launch, workload) ->
                known.computeIfAbsent(model, this::informed).of(model, devices, launch, workload);
    }

    private PredictedSpeeds informed(Model model) {
        evidence.damage().map(StoreDamage::note).ifPresent(damage::add);
        return PredictedSpeeds.of(machine, model, bench.estimator(), evidence.of(machine, model));
    }

    /** Returns the failures that speak against a launch. */
    List<FailedLaunch> against(Model model, Estimate estimate) {
        failures.damage().map(StoreDamage::note).ifPresent(damage::add);
        return failures.against(machine, model, estimate);
    }

    /** Returns what of the store was asked and cannot be read, sentences without a final stop. */
    List<String> damage() {
        return List.copyOf(damage);
    }
}

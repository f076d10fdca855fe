package dev.llmfit.answers.symptom;

import dev.llmfit.probe.Machine;
import java.util.List;
import java.util.Set;

/** Causes of slow answers that the machine itself shows: its warnings that are about speed. */
final class MachineSigns {
    /** Warnings of the probe about what makes a run slower than its hardware could be. */
    private static final Set<String> ABOUT_SPEED = Set.of(
            "slow-dimms",
            "channels-populated",
            "no-avx2",
            "pcie-narrow",
            "cpu-quota",
            "smt-vcpu",
            "slow-fp16",
            "sysmem-fallback",
            "rebar-off",
            "rebar",
            "cuda-unified-memory",
            "numa",
            "vgpu");

    private MachineSigns() {}

    /** Returns them. */
    static List<Sign> of(Machine machine) {
        return machine.warnings().stream()
                .filter(w -> ABOUT_SPEED.contains(w.id()))
                .map(w -> new Sign("hardware/" + w.id(), w.text(), w.fix()))
                .toList();
    }
}

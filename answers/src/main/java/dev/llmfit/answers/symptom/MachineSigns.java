package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.RunLog;
import dev.llmfit.probe.Cpu;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Returns them, and whether the log's run has more threads than are good there. */
    static List<Sign> of(Machine machine, RunLog log) {
        List<Sign> signs = new ArrayList<>();
        machine.warnings().stream()
                .filter(w -> ABOUT_SPEED.contains(w.id()))
                .map(w -> new Sign("hardware/" + w.id(), w.text(), w.fix()))
                .forEach(signs::add);
        threads(machine.cpu(), log).ifPresent(signs::add);
        return signs;
    }

    /** Beyond all cores the rule book speaks ({@code slow/threads}). */
    private static Optional<Sign> threads(Cpu cpu, RunLog log) {
        int used = log.launch().threads().orElse(0);
        return used <= cpu.threads() || used > cpu.physicalCores()
                ? Optional.empty()
                : Optional.of(new Sign(
                        "hardware/threads",
                        used + " threads run on " + cpu.name() + ", where " + cpu.threads()
                                + " are best: slower cores, or a quota, hold up the fast ones.",
                        Hint.plain(log.program().threads(cpu.threads()))));
    }
}

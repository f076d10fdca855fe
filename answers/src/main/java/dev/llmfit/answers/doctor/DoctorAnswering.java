package dev.llmfit.answers.doctor;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.engine.store.StoreDamage;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.doctor.CommandName;
import dev.llmfit.probe.doctor.Doctor;
import dev.llmfit.probe.doctor.Redaction;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.doctor.SetupFinding;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.Source;
import dev.llmfit.units.Environment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Examines this set-up. */
final class DoctorAnswering {
    private final Workbench bench;
    private final Environment environment;

    DoctorAnswering(Workbench bench) {
        this.bench = bench;
        this.environment = bench.environment();
    }

    DoctorAnswer answer(boolean report) {
        CompletableFuture<Runtimes> asked = RuntimeViews.started(environment);
        Machine machine = bench.machine(HardwareSelector.THIS_MACHINE);
        Probe<String> oshi = new LiveSource(environment).library(Source.Library.OSHI);
        Runtimes runtimes = asked.join();
        return new DoctorAnswer(
                machine,
                runtimes,
                findings(Doctor.examine(machine, runtimes, oshi)),
                KeptNumbers.here(bench, machine),
                environment.java().version(),
                report ? Optional.of(redaction()) : Optional.empty());
    }

    private List<SetupFinding> findings(List<SetupFinding> examined) {
        List<SetupFinding> findings = new ArrayList<>(examined);
        CommandName.taken(environment).ifPresent(findings::add);
        for (StoreDamage damage : bench.measurements().damage()) {
            findings.add(new SetupFinding(
                    SetupFinding.Severity.WARNING,
                    "store-damaged",
                    damage.sentence(),
                    "a newer llmfit may have written it; else delete the lines or the file"));
        }
        findings.sort(Comparator.comparing(SetupFinding::severity));
        return findings;
    }

    private Redaction redaction() {
        // Shells seldom export HOSTNAME; the command of this name exists on every system.
        String host = new ExternalTool(LiveSource.TOOL_LIMIT, environment)
                .run(List.of("hostname"))
                .found()
                .map(String::strip)
                .or(() -> environment.variable("HOSTNAME"))
                .or(() -> environment.variable("COMPUTERNAME"))
                .orElse("");
        return new Redaction(environment.home().toString(), environment.user(), host);
    }
}

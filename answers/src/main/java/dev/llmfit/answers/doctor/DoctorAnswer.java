package dev.llmfit.answers.doctor;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.store.StoredRow;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.doctor.Redaction;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.doctor.SetupFinding;
import dev.llmfit.probe.doctor.SetupFinding.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What was found of a set-up.
 *
 * @param machine this machine
 * @param runtimes what installed runtimes see of it
 * @param findings the worst first
 * @param kept what is kept of measurements on this machine
 * @param javaVersion version of the Java that runs
 * @param redaction removes private data from a report; empty if none was asked for
 */
public record DoctorAnswer(
        Machine machine,
        Runtimes runtimes,
        List<SetupFinding> findings,
        List<StoredRow> kept,
        String javaVersion,
        Optional<Redaction> redaction)
        implements Answer {
    public DoctorAnswer {
        findings = List.copyOf(findings);
        kept = List.copyOf(kept);
    }

    /** Returns how many findings are so bad. */
    public long count(Severity severity) {
        return findings.stream().filter(f -> f.severity() == severity).count();
    }

    @Override
    public Outcome outcome() {
        return count(Severity.ERROR) > 0 ? Outcome.NOT_MET : Outcome.DONE;
    }
}

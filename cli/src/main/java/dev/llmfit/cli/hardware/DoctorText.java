package dev.llmfit.cli.hardware;

import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.doctor.SetupFinding;
import dev.llmfit.render.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Findings for people: by severity, each one sentence and what to do. */
public final class DoctorText {
    private final Machine machine;
    private final List<SetupFinding> findings;
    private final RuntimeText runtimes;

    /** Creates the text. */
    public DoctorText(Machine machine, List<SetupFinding> findings, Runtimes runtimes) {
        this.machine = machine;
        this.findings = List.copyOf(findings);
        this.runtimes = new RuntimeText(machine, runtimes);
    }

    /** Returns the lines for a terminal of this width. */
    public List<String> lines(int columns) {
        List<String> lines = new ArrayList<>();
        for (SetupFinding finding : findings) {
            String mark = finding.severity().name().toLowerCase(Locale.ROOT);
            lines.addAll(Paragraph.wrap(String.format(Locale.ROOT, "%-9s", mark), finding.text(), columns));
            if (!finding.fix().isEmpty()) {
                lines.addAll(Paragraph.wrap(" ".repeat(9), finding.fix(), columns));
            }
        }
        lines.add("");
        List<String> seen = runtimes.lines(columns);
        if (!seen.isEmpty()) {
            lines.addAll(seen);
            lines.add("");
        }
        lines.add(summary());
        return lines;
    }

    private String summary() {
        long errors = count(SetupFinding.Severity.ERROR);
        long warnings = count(SetupFinding.Severity.WARNING);
        return errors + warnings == 0
                ? "Nothing is wrong."
                : errors
                        + (errors == 1 ? " error, " : " errors, ")
                        + warnings
                        + (warnings == 1 ? " warning" : " warnings");
    }

    private long count(SetupFinding.Severity severity) {
        return findings.stream().filter(f -> f.severity() == severity).count();
    }

    /** Returns everything that a bug report needs, not yet redacted. */
    public List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add("llmfit " + Version.number() + ", Java "
                + Session.bench().environment().java().version() + ", " + machine.os() + " " + machine.arch());
        lines.add("");
        lines.addAll(new MachineText(machine, 120).lines());
        lines.add("");
        lines.addAll(lines(120));
        return lines;
    }
}

package dev.llmfit.render.doctor;

import dev.llmfit.answers.doctor.DoctorAnswer;
import dev.llmfit.probe.doctor.SetupFinding;
import dev.llmfit.probe.doctor.SetupFinding.Severity;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.machine.MachineText;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Findings for people: by severity, each one sentence and what to do. */
public final class DoctorText {
    /** Columns of a report, which is read in a bug tracker. */
    private static final int REPORT_COLUMNS = 120;

    private DoctorText() {}

    /**
     * Writes the findings, and what runtimes see.
     *
     * @param written where a report was written
     */
    public static void print(DoctorAnswer answer, Optional<String> written, Page page) {
        lines(answer, page.columns()).forEach(page::line);
        page.line("Report   "
                + written.orElseGet(() -> page.say(new Ask("doctor").and("report", "")) + " writes one to paste"));
    }

    private static List<String> lines(DoctorAnswer answer, int columns) {
        List<String> lines = new ArrayList<>();
        for (SetupFinding finding : answer.findings()) {
            String mark = finding.severity().name().toLowerCase(Locale.ROOT);
            lines.addAll(Paragraph.wrap(String.format(Locale.ROOT, "%-9s", mark), finding.text(), columns));
            if (!finding.fix().isEmpty()) {
                lines.addAll(Paragraph.wrap(" ".repeat(9), finding.fix(), columns));
            }
        }
        lines.add("");
        List<String> seen = new RuntimeText(answer.machine(), answer.runtimes()).lines(columns);
        if (!seen.isEmpty()) {
            lines.addAll(seen);
            lines.add("");
        }
        lines.add(summary(answer.count(Severity.ERROR), answer.count(Severity.WARNING)));
        return lines;
    }

    private static String summary(long errors, long warnings) {
        return errors + warnings == 0
                ? "Nothing is wrong."
                : errors
                        + (errors == 1 ? " error, " : " errors, ")
                        + warnings
                        + (warnings == 1 ? " warning" : " warnings");
    }

    /**
     * Returns everything that a bug report needs, not yet redacted.
     *
     * @param program name and version of the program that was asked
     */
    public static String report(DoctorAnswer answer, String program) {
        List<String> lines = new ArrayList<>();
        lines.add(program + ", Java " + answer.javaVersion() + ", "
                + answer.machine().os() + " " + answer.machine().arch());
        lines.add("");
        lines.addAll(new MachineText(answer.machine(), REPORT_COLUMNS).lines());
        lines.add("");
        lines.addAll(lines(answer, REPORT_COLUMNS));
        return String.join("\n", lines) + "\n";
    }
}

package dev.llmfit.render.doctor;

import dev.llmfit.answers.Words;
import dev.llmfit.answers.doctor.DoctorAnswer;
import dev.llmfit.probe.doctor.SetupFinding;
import dev.llmfit.probe.doctor.SetupFinding.Severity;
import dev.llmfit.render.Page;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.kept.KeptText;
import dev.llmfit.render.machine.MachineText;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Findings for people: by severity, each one sentence and what to do. */
public final class DoctorText {
    /** Columns of a report, which is read in a bug tracker. */
    private static final int REPORT_COLUMNS = 120;

    /** Columns of the word that says how bad a finding is. */
    private static final int MARK = 9;

    private DoctorText() {}

    /**
     * Writes the findings, and what runtimes see.
     *
     * @param written where a report was written
     */
    public static void print(DoctorAnswer answer, Optional<String> written, Page page) {
        write(answer, page);
        page.line("Report   "
                + written.orElseGet(() -> page.say(new Ask("doctor").and("report", "")) + " writes one to paste"));
    }

    private static void write(DoctorAnswer answer, Page page) {
        for (SetupFinding finding : answer.findings()) {
            String mark = finding.severity().name().toLowerCase(Locale.ROOT);
            wrap(String.format(Locale.ROOT, "%-" + MARK + "s", mark), finding.text(), page);
            if (!finding.fix().isEmpty()) {
                wrap(" ".repeat(MARK), page.say(finding.fix()), page);
            }
        }
        page.line("");
        List<String> seen = new RuntimeText(answer.machine(), answer.runtimes()).lines(page.columns());
        if (!seen.isEmpty()) {
            seen.forEach(page::line);
            page.line("");
        }
        KeptText.summary(answer.kept(), page);
        page.line(summary(answer.count(Severity.ERROR), answer.count(Severity.WARNING)));
    }

    private static void wrap(String head, String text, Page page) {
        Paragraph.wrap(head, text, page.columns()).forEach(page::line);
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
     * @param words how it says next steps
     */
    public static String report(DoctorAnswer answer, String program, Words words) {
        Page page = new Page(REPORT_COLUMNS, false, words);
        page.line(program + ", Java " + answer.javaVersion() + ", "
                + answer.machine().os() + " " + answer.machine().arch());
        page.line("");
        MachineText.print(answer.machine(), page);
        page.line("");
        write(answer, page);
        return page.text();
    }
}

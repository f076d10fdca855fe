package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.fixtures.RecordedLogs;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One row of the table of logs: what is read of a log, in words that can be compared. */
final class LogCase {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private LogCase() {}

    static SymptomAnswer run(String log, String symptom) {
        SymptomQuestion question = new SymptomQuestion(
                Symptom.byId(symptom), RecordedLogs.lines(log), log, Optional.empty(), Optional.empty());
        return new SymptomAnswering(question, BENCH).read();
    }

    /** Returns file, symptom, program, model, launch, failure, free, missing, best change and signs, parted by tabs. */
    static String row(String log, String symptom) {
        SymptomAnswer run = run(log, symptom);
        Optional<LoggedFailure> f = run.log().failure();
        return String.join(
                "\t",
                List.of(
                        log,
                        symptom,
                        run.log().program().title(),
                        run.model()
                                .map(m -> m.offer().name() + ":" + m.fileType())
                                .orElse("-"),
                        run.log().launch().flags().isEmpty()
                                ? "-"
                                : run.log().launch().flags(),
                        f.flatMap(LoggedFailure::device).orElse("-"),
                        f.map(x -> x.part().name().toLowerCase(Locale.ROOT)).orElse("-"),
                        mib(f.flatMap(LoggedFailure::asked)),
                        mib(run.need().flatMap(Need::free)),
                        (run.need().filter(Need::bound).isPresent() ? "<=" : "")
                                + mib(run.need().flatMap(Need::missing)),
                        run.changes().isEmpty()
                                ? "-"
                                : run.changes().getFirst().change()
                                        + (run.changes().getFirst().enough() ? " (enough)" : ""),
                        run.signs().isEmpty()
                                ? "-"
                                : run.signs().stream().map(Sign::id).collect(Collectors.joining(" "))));
    }

    private static String mib(Optional<Bytes> bytes) {
        return bytes.map(b -> String.format(Locale.ROOT, "%.1f", b.mib())).orElse("-");
    }

    /** Prints the rows of all logs, for a look at what changed. */
    public static void main(String[] args) {
        for (String log : RecordedLogs.names()) {
            for (String symptom : List.of("oom", "slow", "quality")) {
                if (hasRow(log, symptom)) {
                    System.out.println(row(log, symptom));
                }
            }
        }
    }

    private static boolean hasRow(String log, String symptom) {
        SymptomAnswer run = run(log, symptom);
        return symptom.equals("oom")
                ? run.log().failure().isPresent()
                : !run.signs().isEmpty();
    }
}

package dev.llmfit.cli.symptom;

import dev.llmfit.answers.symptom.Sign;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.fixtures.RecordedLogs;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One row of the table of logs: what is read of a log, in words that can be compared. */
final class LogCase {
    private static final Machine HERE =
            new MachineAssembly(HardwareDatabase.bundled()).assemble(ThisMachine.read(Environment.ofProcess()));

    private LogCase() {}

    static SymptomRun run(String log, String symptom) {
        return SymptomRun.of(symptom, RecordedLogs.lines(log), Optional.empty(), Optional.empty(), HERE);
    }

    /** Returns file, symptom, program, model, launch, failure, free, missing, best change and signs, parted by tabs. */
    static String row(String log, String symptom) {
        SymptomRun run = run(log, symptom);
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
                SymptomRun run = run(log, symptom);
                if (symptom.equals("oom")
                        ? run.log().failure().isPresent()
                        : !run.signs().isEmpty()) {
                    System.out.println(row(log, symptom));
                }
            }
        }
    }
}

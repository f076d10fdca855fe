package dev.llmfit.answers.kept;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.StoredRow;
import dev.llmfit.probe.bandwidth.StoredBandwidth;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Drop measurements.
 *
 * @param what the id of a row, a kind ({@code calibration}, {@code speed}, {@code lesson}, {@code load}, {@code bandwidth}), or
 *     {@code all}; empty for everything of this machine
 */
public record ForgetQuestion(Optional<String> what) implements Question<ForgetAnswer> {
    /** Everything, of other machines too. */
    public static final String ALL = "all";

    @Override
    public ForgetAnswer answer(Workbench bench, Progress progress) throws IOException {
        String here = HardwareFingerprint.of(bench.machine(HardwareSelector.THIS_MACHINE))
                .id();
        Predicate<StoredRow> dropped =
                row -> what.map(w -> isMeant(w, row)).orElse(row.hardwareId().equals(here));
        List<StoredRow> rows = KeptNumbers.all(bench).stream().filter(dropped).toList();
        if (rows.isEmpty() && what.filter(w -> !w.equals(ALL)).isPresent()) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "not-stored",
                    "Nothing is stored as '" + what.get() + "'.",
                    Hint.of("{0} shows what is", new Ask("bench").and("list", "true"))));
        }
        List<StoredRow> gone = new ArrayList<>(bench.measurements().drop(dropped));
        for (StoredRow row : rows) {
            if (row.kind() == StoredRow.Kind.BANDWIDTH) {
                StoredBandwidth.of(bench.machineFacts(HardwareSelector.THIS_MACHINE), bench.environment())
                        .drop();
                gone.add(row);
            }
        }
        return new ForgetAnswer(gone, KeptNumbers.damage(bench));
    }

    private static boolean isMeant(String what, StoredRow row) {
        return what.equals(ALL)
                || what.equals(row.id())
                || what.equals(row.kind().name().toLowerCase(Locale.ROOT));
    }
}

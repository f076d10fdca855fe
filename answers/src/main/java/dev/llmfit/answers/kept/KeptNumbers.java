package dev.llmfit.answers.kept;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.StoreDamage;
import dev.llmfit.engine.store.StoredRow;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.bandwidth.StoredBandwidth;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.speed.StoredNumber;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The numbers that are kept, and what is said of one that stands in a prediction. */
public final class KeptNumbers {
    /** What the measured memory bandwidth is dropped by. */
    static final String BANDWIDTH = "bandwidth";

    private KeptNumbers() {}

    /** Returns everything that is kept, of this machine and of others, oldest first. */
    public static List<StoredRow> all(Workbench bench) {
        List<StoredRow> rows = new ArrayList<>(bench.measurements().rows());
        bandwidth(bench).ifPresent(rows::add);
        return rows;
    }

    /** Returns what of the store cannot be read, sentences without a final stop. */
    static List<String> damage(Workbench bench) {
        return bench.measurements().damage().stream().map(StoreDamage::note).toList();
    }

    /** Returns what is kept of this machine. */
    public static List<StoredRow> here(Workbench bench, Machine machine) {
        String id = HardwareFingerprint.of(machine).id();
        return all(bench).stream().filter(row -> row.hardwareId().equals(id)).toList();
    }

    private static Optional<StoredRow> bandwidth(Workbench bench) {
        MachineFacts facts = bench.machineFacts(HardwareSelector.THIS_MACHINE);
        Machine machine = bench.machine(HardwareSelector.THIS_MACHINE);
        HardwareFingerprint hardware = HardwareFingerprint.of(machine);
        return StoredBandwidth.of(facts, bench.environment())
                .read()
                .map(kept -> new StoredRow(
                        BANDWIDTH,
                        StoredRow.Kind.BANDWIDTH,
                        kept.time(),
                        hardware.id(),
                        hardware.cpu() + ", " + hardware.ramGib() + " GiB",
                        "",
                        String.format(Locale.ROOT, "%.1f GB/s", kept.gigabytesPerSecond()),
                        Optional.empty()));
    }

    /** Returns the question that drops a row. */
    public static Ask forget(String id) {
        return new Ask("bench").and("forget", id);
    }

    /**
     * Returns that a prediction rests on a stored number, how old that is and how it is dropped, one sentence.
     *
     * @param what whose speed it is
     * @param basis {@code measured} or {@code calibrated}
     */
    public static String sentence(String what, String basis, StoredNumber number) {
        Hint said = Hint.of(
                "The speed of " + what + " is " + basis + ", " + Age.of(number.time(), Instant.now())
                        + " ago; {0} drops that.",
                forget(number.id()));
        return new CommandWords().of(said);
    }

    /** Adds {@code stored} and {@code basis_age}: the number that a speed rests on, and how many days old it is, if it rests on one. */
    public static JsonObject.Builder put(JsonObject.Builder speed, Optional<StoredNumber> from) {
        from.ifPresent(number -> speed.put(
                        "stored",
                        JsonObject.builder()
                                .put("id", number.id())
                                .put("time", number.time().toString())
                                .build())
                .put("basis_age", Age.days(number.time(), Instant.now())));
        return speed;
    }
}

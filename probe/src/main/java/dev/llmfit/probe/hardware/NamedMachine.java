package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.YamlNode;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.MachineFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A machine of a file that is named, not described: {@code hardware} with an id or words, or {@code db_id} with a {@code count},
 * and with what a question may say of it: {@code vram}, {@code ram}, {@code gpus}, {@code bandwidth}, {@code ram_bandwidth},
 * {@code cpu}, {@code os}, {@code link}, {@code power}.
 */
final class NamedMachine {
    /** One for all: files of many machines name few kinds. */
    private static final MachineResolver RESOLVER = MachineResolver.bundled(() -> {
        throw new IllegalStateException("a named machine is not this one");
    });

    private static final String HARDWARE = "hardware";
    private static final String DB_ID = "db_id";
    private static final String COUNT = "count";

    /** As many as a question may ask for. */
    private static final int MOST = 256;

    private NamedMachine() {}

    /** Returns whether a machine is named. */
    static boolean is(AuditedFields machine) {
        return machine.has(HARDWARE) || machine.has(DB_ID);
    }

    /** Returns what it is called where it has no {@code id}. */
    static Optional<String> name(AuditedFields machine) {
        return machine.optionalText(HARDWARE).or(() -> machine.optionalText(DB_ID));
    }

    /** Returns the machine; what cannot be meant is a mistake in the file. */
    static MachineFacts read(AuditedFields machine) {
        String key = machine.has(HARDWARE) ? HARDWARE : DB_ID;
        String text = machine.text(key);
        OptionalInt count = machine.optionalCount(COUNT, MOST);
        if (key.equals(DB_ID) && HardwareDatabase.bundled().byId(text).isEmpty()) {
            machine.complain(DB_ID, "is '" + text + "', which the hardware database does not have");
        }
        if (count.isPresent() && count.getAsInt() < 1) {
            machine.complain(COUNT, "must be at least 1");
        }
        try {
            HardwareSelector selector = HardwareSelector.parse(
                            Optional.of(count.orElse(1) > 1 ? count.getAsInt() + "x " + text : text),
                            machine.optionalText("vram"),
                            single(machine, "ram"),
                            gpus(machine),
                            machine.optionalText("bandwidth"))
                    .around(machine.optionalText("ram_bandwidth"), single(machine, "cpu"), machine.optionalText("os"))
                    .set(machine.optionalText("link"), machine.optionalText("power"));
            MachineFacts facts = RESOLVER.facts(selector);
            return facts.withId(machine.optionalText("id").orElse(facts.id()));
        } catch (HardwareException e) {
            String hint = e.hint().steps().isEmpty() ? e.hint().text() : "";
            machine.complain(key, "is '" + text + "': " + e.getMessage() + (hint.isEmpty() ? "" : "; " + hint));
            throw new IllegalStateException("complaints are thrown", e);
        }
    }

    /** A section of facts is read elsewhere. */
    private static Optional<String> single(AuditedFields machine, String key) {
        return machine.node(key).filter(YamlNode.Scalar.class::isInstance).flatMap(n -> machine.optionalText(key));
    }

    private static Optional<Integer> gpus(AuditedFields machine) {
        return machine.node("gpus").filter(YamlNode.Scalar.class::isInstance).isPresent()
                ? machine.optionalCount("gpus", MOST).stream().boxed().findFirst()
                : Optional.empty();
    }

    /** Returns a mapping that says the same as a machine that is one word or sentence of a list. */
    static YamlNode.Mapping ofWords(YamlNode.Scalar words) {
        return new YamlNode.Mapping(List.of(new YamlNode.Entry(HARDWARE, words.line(), words)), words.line());
    }
}

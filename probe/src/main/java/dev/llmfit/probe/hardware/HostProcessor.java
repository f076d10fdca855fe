package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.units.CsvLine;
import dev.llmfit.units.Hint;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.LowerCase;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor that somebody says a simulated machine has.
 *
 * @param memory the memory system it comes with
 * @param cores its cores, where they are told
 * @param notes what was taken to be meant
 */
record HostProcessor(Optional<HardwareEntry> memory, OptionalInt cores, List<Warning> notes) {
    private static final Pattern CORES = Pattern.compile("([0-9]{1,3})(?:\\s*cores?)?", Pattern.CASE_INSENSITIVE);

    HostProcessor {
        notes = List.copyOf(notes);
    }

    /**
     * Reads a number of cores, an id or words of the hardware database, or a processor's name.
     *
     * @throws HardwareException if it is none of these
     */
    static HostProcessor of(String text, HardwareDatabase database) {
        String asked = text.strip();
        Matcher cores = CORES.matcher(asked);
        if (cores.matches() && Integer.parseInt(cores.group(1)) > 0) {
            return new HostProcessor(Optional.empty(), OptionalInt.of(Integer.parseInt(cores.group(1))), List.of());
        }
        Optional<HardwareEntry> family = family(asked).flatMap(database::byId);
        if (family.isPresent()) {
            HardwareEntry memory = family.get();
            return new HostProcessor(
                    family,
                    OptionalInt.empty(),
                    List.of(new Warning(
                            "assumed-memory",
                            "'" + asked + "' is taken to run with the fastest memory that its maker supports: "
                                    + memory.memoryType().orElse(memory.name()) + ".",
                            Hint.of("Give {0} if it is slower.", new Change("ram_bandwidth", "")))));
        }
        List<Warning> notes = new ArrayList<>();
        HardwareEntry entry = NamedDevices.entry(asked, database, notes).orElseThrow(() -> unknown(asked));
        if (entry.kind() == HardwareEntry.Kind.GPU) {
            throw unknown(asked);
        }
        return new HostProcessor(Optional.of(entry), OptionalInt.empty(), notes);
    }

    /** Returns the part of a processor's name, as programs print it, whose memory is known. */
    static Optional<String> known(String printed) {
        String plain = printed.replaceAll("\\((?:R|TM|tm|r)\\)|[0-9]{2}th Gen ", "")
                .replaceAll(
                        " (?:[0-9]{1,3}-Core )?Processor.*| CPU .*| with .*| w/ .*| \\([0-9].*| @.*| [0-9]{1,3}-Core.*",
                        "")
                .replaceAll("\\s+", " ")
                .strip();
        return family(plain).isPresent() ? Optional.of(plain) : Optional.empty();
    }

    private static HardwareException unknown(String asked) {
        return new HardwareException(
                Hint.of("{0} is no processor that is known", new Change("cpu", asked)),
                Hint.of(
                        "write 'Ryzen 7 5800X', 'Core i5-12400', an id of {0}, or a number of cores and {1}",
                        new Ask("probe").and("list", "true"), new Change("ram_bandwidth", "")));
    }

    private static Optional<String> family(String asked) {
        String name =
                LowerCase.of(asked).replace("intel", "").replace("amd", "").strip();
        return FAMILIES.lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(CsvLine::split)
                .filter(f -> Pattern.matches(f.get(0), name))
                .map(f -> f.get(1))
                .findFirst();
    }

    private static final String FAMILIES = KnowledgeFiles.text(HostProcessor.class, "processor-memory.csv");
}

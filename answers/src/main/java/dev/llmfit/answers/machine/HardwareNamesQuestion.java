package dev.llmfit.answers.machine;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.database.DevicePrices;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.MachineProfiles;
import dev.llmfit.probe.hardware.RentedMachines;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Which machines and devices are known by name?
 *
 * @param query words that must all stand in the name, id, maker or memory; empty asks for all
 */
public record HardwareNamesQuestion(String query) implements Question<HardwareNamesAnswer> {
    public HardwareNamesQuestion {
        Objects.requireNonNull(query, "query");
    }

    @Override
    public HardwareNamesAnswer answer(Workbench bench, Progress progress) {
        DevicePrices prices = new DevicePrices(HardwareDatabase.bundled());
        HardwareNamesAnswer answer = new HardwareNamesAnswer(
                query,
                MachineProfiles.bundled().ids().stream()
                        .filter(this::asked)
                        .sorted()
                        .toList(),
                RentedMachines.all().stream()
                        .filter(m -> asked(m.name() + " " + m.devices()))
                        .toList(),
                HardwareDatabase.bundled().all().stream()
                        .filter(e -> asked(described(e)))
                        .sorted(Comparator.comparing(HardwareEntry::id))
                        .map(e -> new HardwareNamesAnswer.Named(e, prices.of(e)))
                        .toList());
        if (answer.isEmpty()) {
            throw new HardwareException("no hardware is called '" + query + "'", "use fewer words");
        }
        return answer;
    }

    private static String described(HardwareEntry entry) {
        return entry.id() + " " + entry.name() + " " + entry.vendor() + " "
                + entry.memoryGb().map(gb -> Math.round(gb) + "gb").orElse("");
    }

    private boolean asked(String name) {
        String plain = plain(name);
        return List.of(query.strip().split("\\s+", -1)).stream().allMatch(word -> plain.contains(plain(word)));
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}

package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.DeviceMeaning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Devices as they are named, and what was named with them of the computer around: {@code geforce-rtx-4090-24g}, {@code 2x 3090},
 * {@code 3060 12gb + 4090}, {@code RTX 4070, i7-13700K, 32GB DDR5}.
 *
 * @param parts each device with how many there are, in the order they were named
 * @param host what was said of the computer around
 * @param notes what was taken to be meant where the words left it open
 */
record NamedDevices(List<Part> parts, HostWish host, List<Warning> notes) {
    NamedDevices {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /**
     * Devices of one kind.
     *
     * @param entry the kind
     * @param count how many, at least 1
     */
    record Part(HardwareEntry entry, int count) {
        /** Returns how it is named again. */
        String name() {
            return count > 1 ? count + "x " + entry.id() : entry.id();
        }
    }

    /** Returns the name that means these devices again. */
    String name() {
        return String.join(" + ", parts.stream().map(Part::name).toList());
    }

    /** Returns how many there are. */
    int count() {
        return parts.stream().mapToInt(Part::count).sum();
    }

    /**
     * Finds devices.
     *
     * @return empty if a part of the text is no device that is known
     * @throws HardwareException if a part may mean several, or if what it names cannot be in one machine
     */
    static Optional<NamedDevices> of(String text, HardwareDatabase database) {
        Reading reading = new Reading(database);
        for (SaidPart part : SaidPart.of(text)) {
            if (!reading.take(part)) {
                return Optional.empty();
            }
        }
        NamedDevices devices = new NamedDevices(reading.parts, reading.host, reading.notes);
        for (Part part : devices.parts()) {
            if (part.entry().kind() != HardwareEntry.Kind.GPU
                    && (devices.parts().size() > 1 || part.count() > 1)) {
                throw new HardwareException(
                        Hint.plain(
                                "'" + text.strip() + "' names " + part.entry().name()
                                        + " beside something else, and a machine has one of those and no card of that"
                                        + " name"),
                        Hint.plain("name cards only, or describe the machine in a profile"));
            }
        }
        if (devices.count() > HardwareSelector.MOST_GPUS) {
            throw HardwareException.malformed(
                    Hint.plain("'" + text.strip() + "' names " + devices.count() + " devices, and llama.cpp has "
                            + HardwareSelector.MOST_GPUS + " at most"),
                    Hint.NONE);
        }
        boolean something = !devices.parts().isEmpty()
                || devices.host().cpu().isPresent()
                || devices.host().ram().isPresent();
        return something ? Optional.of(devices) : Optional.empty();
    }

    /** Returns what the first part that means nothing may have meant. */
    static List<HardwareEntry> nearest(String text, HardwareDatabase database) {
        for (SaidPart part : SaidPart.of(text)) {
            if (part.isDevice() && database.byWords(part.text()) instanceof DeviceMeaning.None none) {
                return none.nearest();
            }
        }
        return List.of();
    }

    /** What was read of a text so far. */
    private static final class Reading {
        private final HardwareDatabase database;
        private final List<Part> parts = new ArrayList<>();
        private final List<Warning> notes = new ArrayList<>();
        private HostWish host = HostWish.NONE;

        Reading(HardwareDatabase database) {
            this.database = database;
        }

        /** Reads a part; returns whether it means something. */
        boolean take(SaidPart part) {
            if (!part.isDevice()) {
                host = host.orElse(part.around());
                return true;
            }
            if (part.count() < 1) {
                return false;
            }
            if (part.count() > 1) {
                refuseShortPlural(part);
            }
            Optional<DeviceMeaning.One> found = meaning(part.text(), database, notes);
            if (found.isEmpty()) {
                host = host.orElse(part.around()); // a processor without a GPU that is known is the host's
                return part.isProcessor();
            }
            DeviceMeaning.One one = found.get();
            if (one.entry().kind() == HardwareEntry.Kind.GPU || one.entry().kind() == HardwareEntry.Kind.CPU) {
                Optional<Bytes> ram = one.ramGb().isPresent()
                        ? Optional.of(Bytes.ofGib(one.ramGb().getAsDouble()))
                        : Optional.empty();
                host = host.orElse(part.around())
                        .orElse(new HostWish(ram, part.speed(), Optional.empty(), Optional.empty()));
            }
            parts.add(new Part(one.entry(), part.count()));
            return true;
        }

        /** {@code 2x 4080s} may be two of them, or two of the Super. */
        private void refuseShortPlural(SaidPart part) {
            Matcher m = SHORT_PLURAL.matcher(part.text());
            if (m.find()
                    && database.byWords(m.replaceFirst("$1")) instanceof DeviceMeaning.One plain
                    && database.byWords(m.replaceFirst("$1 super")) instanceof DeviceMeaning.One other) {
                throw several(
                        part.text(),
                        new DeviceMeaning.Several(List.of(plain.entry(), other.entry()), DeviceMeaning.Why.OPEN));
            }
        }
    }

    private static final Pattern SHORT_PLURAL = Pattern.compile("\\b([0-9]{4})s\\b", Pattern.CASE_INSENSITIVE);

    /** Names that a message suggests; judgement. */
    private static final int CHOICES = 8;

    /** By id, or by words where they mean one row. */
    static Optional<HardwareEntry> entry(String device, HardwareDatabase database, List<Warning> notes) {
        return meaning(device, database, notes).map(DeviceMeaning.One::entry);
    }

    private static Optional<DeviceMeaning.One> meaning(String device, HardwareDatabase database, List<Warning> notes) {
        Optional<HardwareEntry> byId = database.byId(device);
        if (byId.isPresent()) {
            return Optional.of(new DeviceMeaning.One(byId.get(), List.of(), List.of(), OptionalDouble.empty()));
        }
        return switch (database.byWords(device)) {
            case DeviceMeaning.None _ -> Optional.empty();
            case DeviceMeaning.Several several -> throw several(device, several);
            case DeviceMeaning.One one -> {
                if (!one.alike().isEmpty()) {
                    notes.add(takenToBe(device, one, one.alike(), "differ little from it"));
                } else if (!one.rarer().isEmpty()) {
                    notes.add(takenToBe(device, one, one.rarer(), "is another that few have"));
                }
                yield Optional.of(one);
            }
        };
    }

    private static HardwareException several(String device, DeviceMeaning.Several several) {
        List<String> ids = several.entries().stream().map(HardwareEntry::id).toList();
        return switch (several.why()) {
            case OPEN ->
                new HardwareException(Hint.plain("'" + device + "' may mean several devices"), choices(ids, ""));
            case PART_OF_A_NAME ->
                new HardwareException(Hint.plain("'" + device + "' is a part of a name"), choices(ids, ""));
            case OTHER_MEMORY ->
                new HardwareException(
                        Hint.plain("no '" + device + "' has that memory"),
                        choices(ids, "; the RAM of the computer is written '+ 64GB RAM'"));
        };
    }

    private static Hint choices(List<String> ids, String more) {
        String some = "say which: " + String.join(", ", ids.subList(0, Math.min(CHOICES, ids.size())));
        return ids.size() > CHOICES
                ? Hint.of(some + " …; {0} lists all" + more, new Ask("probe").and("list", "true"))
                : Hint.plain(some + more);
    }

    private static Warning takenToBe(
            String device, DeviceMeaning.One one, List<HardwareEntry> others, String difference) {
        return new Warning(
                "taken-to-be",
                "'" + device + "' is taken to be " + one.entry().id() + "; "
                        + String.join(
                                ", ", others.stream().map(HardwareEntry::id).toList()) + " "
                        + String.format(Locale.ROOT, "%s.", difference),
                "Name the one you have.");
    }
}

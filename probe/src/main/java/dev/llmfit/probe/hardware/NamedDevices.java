package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.DeviceMeaning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Devices as they are named: {@code geforce-rtx-4090-24g}, {@code 2x 3090}, {@code 3060 + 4090}.
 *
 * @param parts each device with how many there are, in the order they were named
 * @param notes what was taken to be meant where the words left it open
 */
record NamedDevices(List<Part> parts, List<Warning> notes) {
    /** {@code 2x}, {@code 2 x}, {@code 2×}, {@code dual}. */
    private static final Pattern BEFORE = Pattern.compile(
            "(?:([0-9]{1,3})\\s*[x\u00d7*]\\s*|(dual|two|quad|four)\\s+)(?=\\S)(.*)", Pattern.CASE_INSENSITIVE);

    /** {@code 3090 x2}, {@code 3090 (x2)}. */
    private static final Pattern AFTER =
            Pattern.compile("(.*\\S)\\s+\\(?[x\u00d7*]\\s*([0-9]{1,3})\\)?", Pattern.CASE_INSENSITIVE);

    /** A plus between two devices; the one in {@code Max+ 395} follows a letter at once. */
    private static final Pattern PLUS =
            Pattern.compile("\\s\\+\\s*|(?<=[0-9])\\+\\s*|\\+(?=\\S)|\\s+and\\s+|\\s*,\\s*");

    /** Names that a message suggests; judgement. */
    private static final int CHOICES = 8;

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
        List<Part> parts = new ArrayList<>();
        List<Warning> notes = new ArrayList<>();
        for (String part : PLUS.split(text.strip(), -1)) {
            Optional<Part> found = part(part.strip(), database, notes);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            parts.add(found.get());
        }
        for (Part part : parts) {
            if (part.entry().kind() != HardwareEntry.Kind.GPU && (parts.size() > 1 || part.count() > 1)) {
                throw new HardwareException(
                        Hint.plain(
                                "'" + text.strip() + "' names " + part.entry().name()
                                        + " beside something else, and a machine has one of those and no card of that"
                                        + " name"),
                        Hint.plain("name cards only, or describe the machine in a profile"));
            }
        }
        int devices = parts.stream().mapToInt(Part::count).sum();
        if (devices > HardwareSelector.MOST_GPUS) {
            throw HardwareException.malformed(
                    Hint.plain("'" + text.strip() + "' names " + devices + " devices, and llama.cpp has "
                            + HardwareSelector.MOST_GPUS + " at most"),
                    Hint.NONE);
        }
        return Optional.of(new NamedDevices(parts, notes));
    }

    private static Optional<Part> part(String text, HardwareDatabase database, List<Warning> notes) {
        Matcher before = BEFORE.matcher(text);
        Matcher after = AFTER.matcher(text);
        int count = 1;
        String device = text;
        if (before.matches()) {
            count = before.group(1) != null ? Integer.parseInt(before.group(1)) : named(before.group(2));
            device = before.group(3).strip();
        } else if (after.matches()) {
            count = Integer.parseInt(after.group(2));
            device = after.group(1).strip();
        }
        if (count < 1) {
            return Optional.empty();
        }
        int several = count;
        return entry(device, database, notes).map(e -> new Part(e, several));
    }

    private static int named(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "dual", "two" -> 2;
            default -> 4;
        };
    }

    /** By id, or by words where they mean one row. */
    static Optional<HardwareEntry> entry(String device, HardwareDatabase database, List<Warning> notes) {
        Optional<HardwareEntry> byId = database.byId(device);
        if (byId.isPresent()) {
            return byId;
        }
        return switch (database.byWords(device)) {
            case DeviceMeaning.None _ -> Optional.empty();
            case DeviceMeaning.Several several ->
                throw new HardwareException(
                        Hint.plain("'" + device + "' may mean several devices"),
                        choices(several.entries().stream()
                                .map(HardwareEntry::id)
                                .toList()));
            case DeviceMeaning.One one -> {
                if (!one.alike().isEmpty()) {
                    notes.add(takenToBe(device, one));
                }
                yield Optional.of(one.entry());
            }
        };
    }

    private static Hint choices(List<String> ids) {
        String some = String.join(", ", ids.subList(0, Math.min(CHOICES, ids.size())));
        return ids.size() > CHOICES
                ? Hint.of("say which: " + some + " …; {0} lists all", new Ask("probe").and("list", "true"))
                : Hint.plain("say which: " + some);
    }

    private static Warning takenToBe(String device, DeviceMeaning.One one) {
        return new Warning(
                "taken-to-be",
                "'" + device + "' is taken to be " + one.entry().id() + "; "
                        + String.join(
                                ", ",
                                one.alike().stream().map(HardwareEntry::id).toList())
                        + " differ little from it.",
                "Name the one you have.");
    }
}

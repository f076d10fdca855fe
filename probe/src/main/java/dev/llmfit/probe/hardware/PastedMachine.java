package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.DeviceMeaning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.pasted.PastedGpu;
import dev.llmfit.probe.pasted.PastedText;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.LowerCase;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in words what a pasted text shows: the same words that {@code --hardware} takes, so that every next step can repeat them.
 *
 * @param hardware devices; empty if only the host is told
 * @param vram memory of a GPU that is not known by name
 * @param host what is told of the machine around
 * @param notes what was left out or assumed
 */
record PastedMachine(Optional<String> hardware, Optional<Bytes> vram, HostWish host, List<Warning> notes) {
    /** Names that a message suggests; judgement. */
    private static final int CHOICES = 8;

    /** Lines of a text that is no program's answer, and so a list of parts: no list has more; judgement. */
    private static final int MOST_PARTS = 12;

    private static final Pattern PART = Pattern.compile("[\\p{L}0-9 .+()/@\u2122\u00ae\u00d7-]{2,60}");

    PastedMachine {
        notes = List.copyOf(notes);
    }

    /** Returns whether a text is one that a program printed, or a list of parts: it has more than one line. */
    static boolean is(String hardware) {
        return hardware.indexOf('\n') >= 0;
    }

    /**
     * Reads a text.
     *
     * @throws HardwareException if it tells no machine, or if a device in it may be several
     */
    static PastedMachine of(String text, HardwareDatabase database) {
        PastedText told = PastedText.of(text);
        if (told.isEmpty()) {
            return new PastedMachine(Optional.of(list(text)), Optional.empty(), HostWish.NONE, List.of());
        }
        if (told.mig()) {
            throw new HardwareException(
                    Hint.plain("the text lists parts of a GPU that was divided (MIG), and a program uses one of them"),
                    Hint.of("say its memory with {0}", new Change("vram", "10GiB")));
        }
        return new Reading(told, database).machine();
    }

    /** Returns the lines of a list of parts as words. */
    private static String list(String text) {
        List<String> parts = text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .limit(MOST_PARTS + 1)
                .toList();
        boolean words = !parts.isEmpty()
                && parts.size() <= MOST_PARTS
                && parts.stream().allMatch(p -> PART.matcher(p).matches());
        if (!words) {
            throw new HardwareException(
                    Hint.plain("the text tells no hardware"),
                    Hint.plain("paste what nvidia-smi, rocm-smi, lspci, dxdiag or system_profiler SPHardwareDataType"
                            + " SPDisplaysDataType prints, or a line for each part"));
        }
        return String.join(", ", parts);
    }

    /** What is made of a text. */
    private static final class Reading {
        /** Drivers show up to a tenth less than the label says. */
        private static final double NEAR = 0.1;

        private static final Pattern IN_BRACKETS = Pattern.compile("\\[([^\\]]{4,120})\\]");

        private final PastedText told;
        private final HardwareDatabase database;
        private final List<Warning> notes = new ArrayList<>();
        private final Map<PastedGpu, Optional<HardwareEntry>> found = new HashMap<>();

        Reading(PastedText told, HardwareDatabase database) {
            this.told = told;
            this.database = database;
        }

        PastedMachine machine() {
            HostWish host = new HostWish(told.ram().map(Reading::installed), Optional.empty(), processor(), told.os());
            if (told.chip().isPresent()) {
                return new PastedMachine(
                        Optional.of(chip()), Optional.empty(), HostWish.NONE.withCores(told.cores()), notes);
            }
            SequencedMap<String, Integer> cards = new LinkedHashMap<>();
            Optional<Bytes> unknown = Optional.empty();
            Set<String> left = new LinkedHashSet<>();
            Optional<String> unified = Optional.empty();
            for (PastedGpu gpu : gpus()) {
                Optional<HardwareEntry> entry = entry(gpu);
                if (entry.isPresent() && entry.get().kind() == HardwareEntry.Kind.GPU) {
                    cards.merge(entry.get().id(), 1, Integer::sum);
                } else if (entry.isPresent()) {
                    unified = Optional.of(entry.get().id());
                } else if (isCard(gpu)) {
                    unknown = gpu.total();
                    left.add(gpu.name());
                } else {
                    left.add(gpu.name());
                }
            }
            if (cards.isEmpty() && unified.isPresent()) {
                return new PastedMachine(
                        unified,
                        Optional.empty(),
                        new HostWish(Optional.empty(), Optional.empty(), Optional.empty(), told.os()),
                        notes);
            }
            if (cards.isEmpty() && unknown.isPresent()) {
                note("'" + String.join("', '", left) + "' is not known; a CUDA card of its memory is assumed.");
                return new PastedMachine(Optional.empty(), unknown, host, notes);
            }
            if (!left.isEmpty()) {
                note("Left out: " + String.join(", ", left) + ".");
            }
            Optional<String> named = cards.isEmpty()
                    ? Optional.empty()
                    : Optional.of(String.join(
                            " + ",
                            cards.entrySet().stream()
                                    .map(e -> (e.getValue() > 1 ? e.getValue() + "x " : "") + e.getKey())
                                    .toList()));
            if (named.isEmpty() && host.ram().isEmpty()) {
                throw new HardwareException(
                        Hint.plain("the text tells no GPU that is known and no RAM"
                                + (left.isEmpty() ? "" : "; it has " + String.join(", ", left))),
                        Hint.of("say them with {0} and {1}", new Change("vram", "8GiB"), new Change("ram", "32GiB")));
            }
            return new PastedMachine(named, Optional.empty(), host, notes);
        }

        private void note(String text) {
            notes.add(new Warning("pasted", text, "Name the devices where this is wrong."));
        }

        /** {@code dxdiag} has a section for each display: two of a name are one card with two displays as well as two cards. */
        private List<PastedGpu> gpus() {
            if (!told.adapters()) {
                return told.gpus();
            }
            SequencedMap<String, PastedGpu> once = new LinkedHashMap<>();
            boolean again = false;
            for (PastedGpu gpu : told.gpus()) {
                again |= once.putIfAbsent(gpu.name(), gpu) != null;
            }
            if (again) {
                note("A card that is listed for two displays is taken to be one card.");
            }
            return List.copyOf(once.values());
        }

        private boolean isCard(PastedGpu gpu) {
            String name = LowerCase.of(gpu.name());
            boolean integrated =
                    (name.contains("intel") && !name.contains("arc")) || name.matches(".*radeon(\\(tm\\))? graphics.*");
            boolean mac = told.os().filter(os -> os.equals("macos")).isPresent();
            return gpu.total().isPresent() && !mac && !integrated && !name.contains("basic render");
        }

        /** By PCI id and memory, then by what the driver calls it, then by the words of its name. */
        private Optional<HardwareEntry> entry(PastedGpu gpu) {
            return found.computeIfAbsent(gpu, this::lookedUp); // of a rack with eight alike, one is looked up
        }

        private Optional<HardwareEntry> lookedUp(PastedGpu gpu) {
            double gib = gpu.total().map(Bytes::gib).orElse(0.0);
            Optional<HardwareEntry> exact =
                    gpu.pciId().flatMap(id -> database.byPciId(id, gib)).or(() -> database.byName(gpu.name(), gib));
            if (exact.isPresent()) {
                return exact;
            }
            List<HardwareEntry> all = gpu.pciId().map(database::allOfPciId).orElse(List.of());
            List<HardwareEntry> found = inWords(gpu, gib);
            List<HardwareEntry> both = found.stream().filter(all::contains).toList();
            List<HardwareEntry> meant = !both.isEmpty() ? both : found.isEmpty() ? all : found;
            if (meant.size() > 1 && meant.stream().allMatch(e -> e.kind().unified())) {
                return ofRam(meant, gpu.name());
            }
            if (meant.size() > 1) {
                throw several(gpu.name(), meant);
            }
            return meant.stream().findFirst();
        }

        /** A GPU in the processor has the RAM that the text tells; of several that have it, and beside a card, none is meant. */
        private Optional<HardwareEntry> ofRam(List<HardwareEntry> chips, String name) {
            Optional<Double> gb = told.ram().map(r -> installed(r).gib());
            List<HardwareEntry> fitting =
                    chips.stream().filter(e -> e.memoryGb().equals(gb)).toList();
            if (fitting.size() == 1) {
                return Optional.of(fitting.getFirst());
            }
            Optional<HardwareEntry> named = told.processor()
                    .map(p -> p.replaceAll(" \\(.*", "")
                            + gb.map(g -> " " + Math.round(g) + "GB").orElse(""))
                    .flatMap(words -> database.byWords(words) instanceof DeviceMeaning.One one
                            ? Optional.of(one.entry())
                            : Optional.empty());
            if (named.filter(chips::contains).isPresent()) {
                return named;
            }
            if (told.gpus().size() == 1) {
                throw several(name, fitting.isEmpty() ? chips : fitting);
            }
            return Optional.empty();
        }

        private List<HardwareEntry> inWords(PastedGpu gpu, double gib) {
            if (gpu.name().endsWith("...")) {
                return cut(gpu.name().substring(0, gpu.name().length() - 3).strip(), gib);
            }
            Set<HardwareEntry> found = new LinkedHashSet<>();
            Matcher inner = IN_BRACKETS.matcher(gpu.name());
            String name = (inner.find() ? inner.group(1) : gpu.name())
                    .replaceAll("(?:Mobile / Max-Q|Max-Q / Mobile)", "Laptop")
                    .replace("Lite Hash Rate", "");
            String memory = gib > 0 ? " " + Math.round(gib) + "GB" : "";
            for (String one : alternatives(name)) {
                switch (database.byWords(one + memory)) {
                    case DeviceMeaning.One meant -> {
                        found.add(meant.entry());
                        if (!meant.rarer().isEmpty()) {
                            note("'" + one + "' is taken to be " + meant.entry().id() + ": the text tells no memory.");
                        }
                    }
                    case DeviceMeaning.Several several -> found.addAll(several.entries());
                    case DeviceMeaning.None _ -> {}
                }
            }
            return List.copyOf(found);
        }

        /** An old table shows as much of a name as fits: every row that begins so and has the memory. */
        private List<HardwareEntry> cut(String begin, double gib) {
            String plain = LowerCase.of(begin.replaceFirst(" [0-9]{1,3}[GB]{0,2}$", ""))
                    .replace("nvidia ", "")
                    .replaceAll("[^a-z0-9]", "");
            return database.all().stream()
                    .filter(e -> e.vendor().equals("NVIDIA") && e.kind() == HardwareEntry.Kind.GPU)
                    .filter(e ->
                            LowerCase.of(e.name()).replaceAll("[^a-z0-9]", "").startsWith(plain))
                    .filter(e -> e.memoryGb()
                            .filter(gb -> gib == 0 || Math.abs(gb - gib) <= NEAR * gb)
                            .isPresent())
                    .toList();
        }

        /** {@code Radeon RX 7900 XT/7900 XTX/7900M} names a chip that several cards have. */
        private static List<String> alternatives(String name) {
            String[] parts = name.split("\\s?/\\s?", -1);
            List<String> all = new ArrayList<>();
            for (String part : parts) {
                all.add(part.equals(parts[0]) || part.matches("(?i).*radeon.*") ? part : "Radeon " + part);
            }
            return parts.length > 1 && name.contains("Radeon") ? all : List.of(name);
        }

        private String chip() {
            String words = told.chip().orElseThrow()
                    + (told.chipCores().isPresent() ? " " + told.chipCores().getAsInt() + "-core" : "")
                    + told.ram().map(r -> " " + Math.round(r.gib()) + "GB").orElse("");
            return NamedDevices.entry(words, database, notes)
                    .map(HardwareEntry::id)
                    .orElseThrow(() -> new HardwareException(
                            Hint.plain("no hardware is called '" + words + "'"),
                            Hint.plain("name the nearest chip that you know, such as apple-m4-max-40c-64g")));
        }

        private Optional<String> processor() {
            Optional<String> known = told.processor().flatMap(HostProcessor::known);
            return known.isPresent() || told.cores().isEmpty()
                    ? known
                    : Optional.of(Integer.toString(told.cores().getAsInt()));
        }

        /** Firmware and kernel keep a little: 62.7 GiB are seen of 64, 125.6 of 128. */
        private static Bytes installed(Bytes seen) {
            double step = Math.pow(2, Math.floor(Math.log(Math.max(1, seen.gib())) / Math.log(2))) / 8;
            return Bytes.ofGib(Math.ceil(seen.gib() / step - 1e-6) * step);
        }

        private static HardwareException several(String name, List<HardwareEntry> entries) {
            List<String> ids = entries.stream().map(HardwareEntry::id).toList();
            return new HardwareException(
                    Hint.plain("the text has '" + name + "', which may be several devices"),
                    Hint.plain("say which: " + String.join(", ", ids.subList(0, Math.min(CHOICES, ids.size())))
                            + (ids.size() > CHOICES ? " …" : "")));
        }
    }
}

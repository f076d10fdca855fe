package dev.llmfit.probe.database;

import dev.llmfit.units.CsvLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as people call it: {@code RTX 4090}, {@code m3 max 64gb}, {@code A100 80GB}. Every word must stand in a row's name,
 * spaces between letters and digits aside, so that {@code rtx4070ti} is {@code RTX 4070 Ti} and {@code A10} is not {@code A100}.
 *
 * @param asked the words
 * @param words in lower case, without those that tell nothing
 * @param memoryGb memory that was named with it
 */
record DeviceWords(String asked, List<String> words, OptionalDouble memoryGb) {
    /** What decorates a name without telling devices apart. */
    private static final Set<String> DECORATION = Set.of(
            "nvidia",
            "geforce",
            "rtx",
            "gtx",
            "amd",
            "radeon",
            "rx",
            "intel",
            "arc",
            "apple",
            "tesla",
            "instinct",
            "gpu",
            "gpus",
            "graphics",
            "card",
            "cards",
            "generation",
            "edition",
            "apu",
            "processor",
            "cpu",
            "chip");

    /** Words of a question that stand in no name of a device. */
    private static final Set<String> SAID_ONLY = Set.of(
            "nvidia",
            "amd",
            "intel",
            "gpu",
            "gpus",
            "graphics",
            "card",
            "cards",
            "processor",
            "cpu",
            "chip",
            "vram",
            "memory",
            "unified",
            "ram",
            "with");

    /** Computers that say nothing of their chip; removed as a phrase, since Pro and Max are chips too. */
    private static final Pattern COMPUTER =
            Pattern.compile("\\b(?:macbook(?: (?:air|pro))?|mac (?:mini|studio|pro)|imac(?: pro)?)\\b");

    private static final Pattern SIZE = Pattern.compile("\\b([0-9]{1,3}(?:\\.[0-9]+)?)\\s*(?:gb|gib|g)\\b");
    private static final Pattern IN_PARENTHESES = Pattern.compile("\\([^)]*\\)");
    private static final Pattern RUN = Pattern.compile("[a-z]+|[0-9]+");

    /** Drivers show a little less than the label says: 270 of the B300's 288 GB. */
    private static final double VISIBLE = 0.07;

    /** Variants that differ by no more than this in bandwidth and arithmetic are one device to a plan; judgement. */
    private static final double NEAR = 0.15;

    DeviceWords {
        words = List.copyOf(words);
    }

    static DeviceWords of(String text) {
        String lower = COMPUTER.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll(" ");
        Matcher size = SIZE.matcher(lower);
        OptionalDouble memory = OptionalDouble.empty();
        if (size.find()) {
            memory = OptionalDouble.of(Double.parseDouble(size.group(1)));
            if (size.find()) {
                return new DeviceWords(text.strip(), List.of(), memory); // two sizes are no device
            }
        }
        List<String> words = new ArrayList<>();
        for (String word : size.reset().replaceAll(" ").split("[^a-z0-9]+", -1)) {
            if (!word.isEmpty() && !SAID_ONLY.contains(word)) {
                words.add(word.equals("mobile") ? "laptop" : word);
            }
        }
        return new DeviceWords(text.strip(), words, memory);
    }

    /** Splits a name into runs of letters and runs of digits; what laptops have is called in two ways. */
    private static List<String> runs(String text) {
        List<String> runs = new ArrayList<>();
        Matcher m = RUN.matcher(text.toLowerCase(Locale.ROOT));
        while (m.find()) {
            runs.add(m.group().equals("mobile") ? "laptop" : m.group());
        }
        return runs;
    }

    /** Returns what they mean among these rows. */
    DeviceMeaning in(List<HardwareEntry> rows, String spokenNames) {
        Optional<HardwareEntry> called = called(rows, spokenNames);
        if (called.isPresent()) {
            return new DeviceMeaning.One(called.get(), List.of());
        }
        List<HardwareEntry> found = matching(rows, false);
        return choose(found.isEmpty() ? matching(rows, true) : found);
    }

    /** A name that stands in no row, such as that of a platform: its row, or the row of the same name with the memory asked. */
    private Optional<HardwareEntry> called(List<HardwareEntry> rows, String spokenNames) {
        String plain = String.join(" ", words);
        int at = spokenNames.indexOf("\n" + plain + ",");
        if (plain.isEmpty() || at < 0) {
            return Optional.empty();
        }
        String id = CsvLine.split(spokenNames.substring(at + 1, spokenNames.indexOf('\n', at + 1)))
                .get(1);
        HardwareEntry usual =
                rows.stream().filter(e -> e.id().equals(id)).findFirst().orElseThrow();
        return memoryGb.isEmpty()
                ? Optional.of(usual)
                : withMemory(rows.stream()
                                .filter(e -> e.name().equals(usual.name()))
                                .toList())
                        .stream()
                        .findFirst();
    }

    private List<HardwareEntry> matching(List<HardwareEntry> rows, boolean processors) {
        if (words.isEmpty()) {
            return List.of();
        }
        List<HardwareEntry> named = rows.stream()
                .filter(e -> (e.kind() == HardwareEntry.Kind.CPU) == processors)
                .filter(e -> holdsAll(runs(plainName(e))))
                .toList();
        return memoryGb.isEmpty() || processors ? named : withMemory(named);
    }

    private boolean holdsAll(List<String> name) {
        return words.stream().allMatch(word -> !runsOf(word, name).isEmpty());
    }

    /** Returns which runs of a name, one after the other, make up a word; none if none do. */
    private static List<String> runsOf(String word, List<String> name) {
        for (int from = 0; from < name.size(); from++) {
            StringBuilder made = new StringBuilder();
            for (int to = from; to < name.size() && made.length() < word.length(); to++) {
                made.append(name.get(to));
                if (made.toString().equals(word)) {
                    return name.subList(from, to + 1);
                }
            }
        }
        return List.of();
    }

    private static String plainName(HardwareEntry entry) {
        return SIZE.matcher(entry.name().toLowerCase(Locale.ROOT)).replaceAll(" ");
    }

    private List<HardwareEntry> withMemory(List<HardwareEntry> named) {
        double wanted = memoryGb.orElseThrow();
        List<HardwareEntry> exact = named.stream()
                .filter(e -> e.memoryGb().filter(gb -> gb == wanted).isPresent())
                .toList();
        return exact.isEmpty()
                ? named.stream()
                        .filter(e -> e.memoryGb()
                                .filter(gb -> Math.abs(gb - wanted) <= VISIBLE * wanted)
                                .isPresent())
                        .toList()
                : exact;
    }

    private DeviceMeaning choose(List<HardwareEntry> found) {
        List<HardwareEntry> exact = narrowed(found, e -> extras(e) == 0);
        List<HardwareEntry> plain = memoryGb.isPresent() ? exact : narrowed(exact, e -> !isSized(e));
        if (plain.isEmpty()) {
            return new DeviceMeaning.None();
        }
        if (plain.size() == 1 && found.size() > 1 && memoryGb.isEmpty() && isSized(plain.getFirst())) {
            return new DeviceMeaning.Several(found); // which memory is meant decides between them
        }
        if (plain.size() == 1) {
            return new DeviceMeaning.One(plain.getFirst(), List.of());
        }
        HardwareEntry slowest = plain.stream()
                .min(Comparator.comparingDouble(DeviceWords::pace))
                .orElseThrow();
        return plain.stream().allMatch(e -> near(e, slowest))
                ? new DeviceMeaning.One(
                        slowest, plain.stream().filter(e -> !e.equals(slowest)).toList())
                : new DeviceMeaning.Several(plain);
    }

    private static boolean isSized(HardwareEntry entry) {
        return SIZE.matcher(entry.name().toLowerCase(Locale.ROOT)).find();
    }

    private static List<HardwareEntry> narrowed(List<HardwareEntry> all, Predicate<HardwareEntry> better) {
        List<HardwareEntry> some = all.stream().filter(better).toList();
        return some.isEmpty() ? all : some;
    }

    /** Words of the name that were not said and that tell it from another; of a chip with a GPU, those of the part that was meant. */
    private int extras(HardwareEntry entry) {
        int least = Integer.MAX_VALUE;
        for (String part :
                IN_PARENTHESES.matcher(plainName(entry)).replaceAll(" ").split(" / ", -1)) {
            List<String> name = runs(part);
            if (holdsAll(name)) {
                Set<String> said = new HashSet<>();
                words.forEach(word -> said.addAll(runsOf(word, name)));
                least = Math.min(least, (int) name.stream()
                        .filter(w -> !said.contains(w) && !DECORATION.contains(w))
                        .count());
            }
        }
        return least;
    }

    private static double pace(HardwareEntry entry) {
        return entry.bandwidthGbps().orElse(0.0) + entry.fp16Tflops().orElse(0.0) / 1e6;
    }

    private static boolean near(HardwareEntry a, HardwareEntry b) {
        return a.memoryGb().equals(b.memoryGb())
                && near(a.bandwidthGbps(), b.bandwidthGbps())
                && near(a.fp16Tflops(), b.fp16Tflops());
    }

    private static boolean near(Optional<Double> a, Optional<Double> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() && b.isEmpty();
        }
        return Math.abs(a.get() - b.get()) <= NEAR * Math.max(a.get(), b.get());
    }
}

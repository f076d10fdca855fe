package dev.llmfit.probe.database;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what words for a device mean among the rows of the database. Every word must stand in a row's name, spaces between letters
 * and digits aside, so that {@code rtx4070ti} is {@code RTX 4070 Ti} and {@code A10} is not {@code A100}. A row is taken only if no
 * word of its name that tells devices apart was left out.
 */
final class DeviceSearch {
    /** Drivers show a little less than the label says: 270 of the B300's 288 GB. */
    private static final double VISIBLE = 0.07;

    /** Variants that differ by no more than this in bandwidth are one device to a plan; judgement. */
    private static final double NEAR_BANDWIDTH = 0.15;

    /** And by no more than this in arithmetic: Apple's chips of one memory have up to a quarter fewer GPU cores; judgement. */
    private static final double NEAR_ARITHMETIC = 0.3;

    /** Brands that people put before a name of the same maker that goes without, or with another. */
    private static final Map<String, String> BRANDS = Map.of(
            "geforce", "NVIDIA",
            "quadro", "NVIDIA",
            "tesla", "NVIDIA",
            "rtx", "NVIDIA",
            "gtx", "NVIDIA",
            "radeon", "AMD",
            "rx", "AMD",
            "instinct", "AMD");

    /** RAM that computers have, GB: of other sizes beside a card nobody knows what they are. */
    private static final Set<Double> RAM_SIZES =
            Set.of(8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0, 128.0, 192.0, 256.0, 384.0, 512.0, 768.0);

    /** Sizes of memory that computers and cards come in, written without a unit. */
    private static final Pattern BARE_SIZE =
            Pattern.compile("8|1[0126]|18|20|2[04]|3[26]|48|64|72|80|96|128|192|256|512");

    /** A word that could be of one name only: three digits, or letters and digits. */
    private static final Pattern TELLING = Pattern.compile("[0-9]{3,}|[a-z]+[0-9][a-z0-9]*|[0-9]{2,}[a-z]+");

    private final List<HardwareEntry> rows;
    private final Map<String, RowName> names;
    private final List<SpokenName> spoken;

    DeviceSearch(List<HardwareEntry> rows, List<SpokenName> spoken) {
        this.rows = rows;
        this.names = rows.stream().collect(Collectors.toMap(HardwareEntry::id, RowName::new));
        this.spoken = spoken;
    }

    /** Returns what a text means. */
    DeviceMeaning find(String text) {
        DeviceWords said = DeviceWords.of(text, spoken);
        if (said.isEmpty()) {
            return new DeviceMeaning.None(List.of());
        }
        List<UnaryOperator<DeviceWords>> readings = List.of(
                words -> words,
                DeviceSearch::bareSize,
                words -> words.withWords(apart(words.words())),
                words -> words.withWords(shortForms(apart(words.words()))),
                words -> words.withWords(singular(words.words())),
                words -> words.withWords(joined(words.words())),
                DeviceSearch::withoutBrands);
        for (boolean processors : List.of(false, true)) {
            for (UnaryOperator<DeviceWords> reading : readings) {
                DeviceWords read = reading.apply(said);
                List<HardwareEntry> named = read.isEmpty() ? List.of() : named(read, processors);
                if (!named.isEmpty()) {
                    return choose(read, named);
                }
            }
        }
        return new DeviceMeaning.None(nearest(said));
    }

    private boolean holds(HardwareEntry entry, List<String> words) {
        return name(entry).match(words).isPresent();
    }

    private RowName name(HardwareEntry entry) {
        return requireNonNull(names.get(entry.id()), entry.id());
    }

    private boolean isWhole(HardwareEntry entry, List<String> words) {
        return name(entry).match(words).filter(m -> m.extras() == 0).isPresent();
    }

    private boolean isPart(HardwareEntry entry, List<String> words) {
        return name(entry).match(words).filter(RowName.Match::isPart).isPresent();
    }

    /** {@code m2 ultra 192} and {@code 4060 ti 16} end with the memory. */
    private static DeviceWords bareSize(DeviceWords said) {
        boolean size = said.sizes().isEmpty()
                && said.words().size() > 1
                && BARE_SIZE.matcher(said.words().getLast()).matches();
        return size
                ? said.withMemory(Double.parseDouble(said.words().getLast()))
                        .withWords(said.words().subList(0, said.words().size() - 1))
                : said;
    }

    private List<HardwareEntry> named(DeviceWords said, boolean processors) {
        return rows.stream()
                .filter(e -> (e.kind() == HardwareEntry.Kind.CPU) == processors)
                .filter(e -> said.vendor().filter(v -> !v.equals(e.vendor())).isEmpty())
                .filter(e -> said.ids().stream().allMatch(p -> p.matcher(e.id()).matches()))
                .filter(e -> holds(e, said.words()))
                .toList();
    }

    /** {@code 4070s} is a Super, {@code 3070m} that of a laptop; Radeons of laptops have it in their name and are found before. */
    private static List<String> shortForms(List<String> words) {
        List<String> read = new ArrayList<>();
        for (String word : words) {
            if (word.matches("(?:[2-5]0[5-9]0(ti)?|16[56]0)s")) {
                read.add(word.substring(0, word.length() - 1));
                read.add("super");
            } else if (word.equals("tis")) {
                read.addAll(List.of("ti", "super"));
            } else if (word.matches("[2-5]0[5-9]0m")) {
                read.add(word.substring(0, word.length() - 1));
                read.add("laptop");
            } else {
                read.add(word);
            }
        }
        return read;
    }

    /** {@code rtx6000 pro} is {@code rtx 6000 pro}: what stands between them in the name is said behind. */
    private static List<String> apart(List<String> words) {
        return words.stream()
                .flatMap(w -> w.matches("(?:rtx|gtx|rx|geforce)[0-9].*")
                        ? Stream.of(w.replaceFirst("[0-9].*", ""), w.replaceFirst("^[a-z]+", ""))
                        : Stream.of(w))
                .toList();
    }

    /** {@code 3090s} are several. */
    private static List<String> singular(List<String> words) {
        return words.stream()
                .map(w -> w.matches(".*[0-9](ti|xtx?)?s") ? w.substring(0, w.length() - 1) : w)
                .toList();
    }

    /** {@code 40 90} and {@code rtx 409 0} are one number. */
    private static List<String> joined(List<String> words) {
        List<String> read = new ArrayList<>();
        for (String word : words) {
            boolean digits = !read.isEmpty()
                    && word.matches("[0-9]{1,3}")
                    && read.getLast().matches(".*[0-9]");
            if (digits) {
                read.set(read.size() - 1, read.getLast() + word);
            } else {
                read.add(word);
            }
        }
        return read;
    }

    private static DeviceWords withoutBrands(DeviceWords said) {
        List<String> makers = said.words().stream()
                .map(BRANDS::get)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        List<String> others =
                said.words().stream().filter(w -> !BRANDS.containsKey(w)).toList();
        return makers.size() == 1 ? said.withWords(others).of(makers.getFirst()) : said;
    }

    /** Rows that are meant by some of the words: without those that stand in no name, then without one of the others. */
    private List<HardwareEntry> nearest(DeviceWords said) {
        List<String> known = said.words().stream()
                .filter(w -> rows.stream().anyMatch(e -> holds(e, List.of(w))))
                .toList();
        if (known.stream().noneMatch(w -> TELLING.matcher(w).matches())
                && said.ids().isEmpty()) {
            return List.of();
        }
        DeviceWords some = said.withWords(known);
        List<HardwareEntry> found = named(some, false);
        for (int at = known.size() - 1; found.isEmpty() && at >= 0 && known.size() > 1; at--) {
            List<String> fewer = new ArrayList<>(known);
            fewer.remove(at);
            if (fewer.stream().anyMatch(w -> TELLING.matcher(w).matches())) {
                some = said.withWords(fewer);
                found = named(some, false);
            }
        }
        DeviceWords meant = some;
        List<HardwareEntry> sized = withMemory(found, said.sizes());
        return narrowed(sized.isEmpty() ? found : sized, e -> isWhole(e, meant.words()));
    }

    private static List<HardwareEntry> withMemory(List<HardwareEntry> named, List<Double> sizes) {
        if (sizes.isEmpty()) {
            return named;
        }
        List<HardwareEntry> exact = named.stream()
                .filter(e -> e.memoryGb().filter(sizes::contains).isPresent())
                .toList();
        return exact.isEmpty()
                ? named.stream()
                        .filter(e -> e.memoryGb()
                                .filter(gb -> sizes.stream().anyMatch(s -> Math.abs(gb - s) <= VISIBLE * s))
                                .isPresent())
                        .toList()
                : exact;
    }

    private DeviceMeaning choose(DeviceWords said, List<HardwareEntry> named) {
        List<HardwareEntry> exact = narrowed(named, e -> isWhole(e, said.words()));
        List<HardwareEntry> typed = said.memoryType()
                .map(type -> exact.stream().filter(e -> hasType(e, type)).toList())
                .orElse(exact);
        boolean one = exact.stream().allMatch(e -> e.kind().unified());
        List<Double> sizes = said.sizes().isEmpty() && one && said.ramGb().isPresent()
                ? List.of(said.ramGb().getAsDouble())
                : said.sizes();
        List<HardwareEntry> found = withMemory(typed, sizes);
        if (found.isEmpty()) {
            List<HardwareEntry> others = withMemory(named, sizes); // 4090 16GB may be the laptop's
            return new DeviceMeaning.Several(others.isEmpty() ? exact : others, DeviceMeaning.Why.OTHER_MEMORY);
        }
        List<Double> others = sizes.stream()
                .filter(s -> withMemory(found, List.of(s)).isEmpty())
                .toList();
        if (others.size() > 1 || (!others.isEmpty() && (one || !RAM_SIZES.contains(others.getFirst())))) {
            return new DeviceMeaning.None(found);
        }
        // A size that is not the card's is that of the computer around it.
        OptionalDouble beside = others.isEmpty() ? said.ramGb() : OptionalDouble.of(others.getFirst());
        OptionalDouble ram = one ? OptionalDouble.empty() : beside;
        List<HardwareEntry> usual = sizes.isEmpty() ? narrowed(found, e -> !isRare(e)) : found;
        List<HardwareEntry> rarer =
                found.stream().filter(e -> !usual.contains(e) && !isModified(e)).toList();
        if (usual.stream().anyMatch(e -> isPart(e, said.words()))) {
            return new DeviceMeaning.Several(
                    usual, usual.size() == 1 ? DeviceMeaning.Why.PART_OF_A_NAME : DeviceMeaning.Why.OPEN);
        }
        HardwareEntry slowest = usual.stream()
                .min(Comparator.comparingDouble(DeviceSearch::pace))
                .orElseThrow();
        return usual.stream().allMatch(e -> near(e, slowest))
                ? new DeviceMeaning.One(
                        slowest, usual.stream().filter(e -> !e.equals(slowest)).toList(), rarer, ram)
                : new DeviceMeaning.Several(usual, DeviceMeaning.Why.OPEN);
    }

    private static boolean hasType(HardwareEntry entry, String type) {
        return entry.memoryType()
                .filter(t -> t.toLowerCase(Locale.ROOT).startsWith(type))
                .isPresent();
    }

    private static boolean isRare(HardwareEntry entry) {
        return isModified(entry) || entry.notes().startsWith("rare:");
    }

    private static boolean isModified(HardwareEntry entry) {
        return entry.name().endsWith("(modded)");
    }

    private static List<HardwareEntry> narrowed(List<HardwareEntry> all, Predicate<HardwareEntry> better) {
        List<HardwareEntry> some = all.stream().filter(better).toList();
        return some.isEmpty() ? all : some;
    }

    /** Slower in bandwidth first, then in arithmetic. */
    private static double pace(HardwareEntry entry) {
        return entry.bandwidthGbps().orElse(0.0) + entry.fp16Tflops().orElse(0.0) / 1e6;
    }

    private static boolean near(HardwareEntry a, HardwareEntry b) {
        return a.memoryGb().equals(b.memoryGb())
                && near(a.bandwidthGbps(), b.bandwidthGbps(), NEAR_BANDWIDTH)
                && near(a.fp16Tflops(), b.fp16Tflops(), NEAR_ARITHMETIC);
    }

    private static boolean near(Optional<Double> a, Optional<Double> b, double most) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() && b.isEmpty();
        }
        return Math.abs(a.get() - b.get()) <= most * Math.max(a.get(), b.get());
    }
}

package dev.llmfit.probe.database;

import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device as people call it: {@code RTX 4090}, {@code MacBook Air M2 16GB}, {@code MSI 3090 Suprim X 24 GB}, taken apart.
 *
 * @param words in lower case, without those that tell nothing
 * @param sizes memory that was named with it, GB, as many as were
 * @param ramGb memory that was called RAM, GB
 * @param memoryType what kind of graphics memory it was said to have
 * @param ids what names of computers and platforms leave of the rows
 * @param vendor the maker that was named, as the database spells it
 */
record DeviceWords(
        List<String> words,
        List<Double> sizes,
        OptionalDouble ramGb,
        Optional<String> memoryType,
        List<Pattern> ids,
        Optional<String> vendor) {
    /** Words that stand in no name of a device and tell nothing. */
    private static final Set<String> SAID_ONLY = Set.of(
            "gpu",
            "gpus",
            "graphics",
            "graphic",
            "card",
            "cards",
            "processor",
            "cpu",
            "chip",
            "soc",
            "vram",
            "memory",
            "unified",
            "ram",
            "with",
            "mit",
            "avec",
            "con",
            "and",
            "of",
            "a",
            "an",
            "the",
            "my",
            "one",
            "single",
            "used",
            "new",
            "refurbished",
            "refurb",
            "boxed",
            "video",
            "desktop",
            "pc",
            "computer",
            "mac",
            "accelerator",
            "silicon",
            "limited",
            "reference",
            "edition",
            "corporation",
            "corp",
            "inc");

    private static final Map<String, String> VENDORS = Map.of(
            "nvidia", "NVIDIA", "amd", "AMD", "ati", "AMD", "intel", "Intel", "apple", "Apple", "qualcomm", "Qualcomm");

    /** Words that drivers and people use for another word of the database. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "mobile", "laptop",
            "notebook", "laptop",
            "cores", "core",
            "supers", "super");

    private static final Pattern MARKS = Pattern.compile("\\((?:r|tm|c)\\)|[\u00ae\u2122\u00a9]");
    private static final Pattern GIB = Pattern.compile("(?:gigabytes?|gigs?|gib|gb|go|g)");

    /** {@code 1TB SSD}, {@code 512GB storage}; {@code 16/512}: what is behind the slash is the disk of a Mac. */
    private static final Pattern DISK =
            Pattern.compile("\\b[0-9]{1,2}(?:\\.[0-9])? ?tb\\b(?: ?(?:ssd|nvme|storage|hdd|disk))?"
                    + "|\\b[0-9]{2,4} ?(?:gb|g) ?(?:ssd|nvme|storage|hdd|disk|emmc)\\b"
                    + "|(?<=deck |oled |lcd )(?:64|256|512) ?gb\\b");

    private static final Pattern MEMORY_AND_DISK =
            Pattern.compile("\\b([0-9]{1,3}) ?(?:gb|g)? ?/ ?(?:128|256|512|1024|2048|[1248] ?tb)(?: ?(?:gb|g))?\\b");

    /** {@code 64GB RAM}, {@code 64 GB of DDR5-6000}, {@code 2x32GB DDR4}. */
    private static final Pattern RAM =
            Pattern.compile("\\b(?:([248]) ?x ?)?([0-9]{1,4}) ?" + GIB + " (?:of )?(?:system )?"
                    + "(?:ram|lpddr[345]x?(?:[- ]?[0-9]{4,5})?|ddr[345](?:[- ]?[0-9]{4,5})?)(?: ram)?\\b");

    private static final Pattern SIZE = Pattern.compile("\\b([0-9]{1,3}(?:\\.[0-9])?) ?-?" + GIB + "\\b");
    private static final Pattern MEMORY_TYPE = Pattern.compile("\\b(gddr[3-7]x?|hbm[23]?e?)\\b");

    /** {@code 40c} and {@code 40-core} are what Apple's rows call {@code 40-core}. */
    private static final Pattern CORES = Pattern.compile("\\b([0-9]{1,2}) ?c\\b(?! ?ore)");

    DeviceWords {
        words = List.copyOf(words);
        sizes = List.copyOf(sizes);
        ids = List.copyOf(ids);
    }

    static DeviceWords of(String text, List<SpokenName> names) {
        String said = MARKS.matcher(LowerCase.of(text.strip())).replaceAll(" ");
        said = said.replaceAll("[\\s_]+", " ")
                .replace("pci-e", "pcie")
                .replace("w/", "with ")
                .replaceAll("([0-9])fe\\b", "$1")
                .replace("max-q", "maxq");
        said = DISK.matcher(said).replaceAll(" ");
        said = MEMORY_AND_DISK.matcher(said).replaceAll("$1gb ");
        OptionalDouble ram = OptionalDouble.empty();
        Matcher m = RAM.matcher(said);
        if (m.find()) {
            double each = Double.parseDouble(m.group(2));
            ram = OptionalDouble.of(m.group(1) == null ? each : each * Integer.parseInt(m.group(1)));
            said = m.replaceFirst(" ");
        }
        List<Double> sizes = new ArrayList<>();
        for (m = SIZE.matcher(said); m.find(); ) {
            sizes.add(Double.parseDouble(m.group(1)));
        }
        said = m.reset().replaceAll(" ");
        m = MEMORY_TYPE.matcher(said);
        Optional<String> type = m.find() ? Optional.of(m.group(1)) : Optional.empty();
        said = m.reset().replaceAll(" ");
        said = CORES.matcher(said).replaceAll("$1 core").replaceAll(" +", " ");
        List<Pattern> ids = new ArrayList<>();
        for (SpokenName name : names) {
            Matcher called = name.words().matcher(said);
            if (called.find()) {
                said = called.replaceAll(name.laptop() ? " laptop " : " ").replaceAll(" +", " ");
                name.ids().ifPresent(ids::add);
            }
        }
        return words(said, sizes, ram, type, ids);
    }

    private static DeviceWords words(
            String said, List<Double> sizes, OptionalDouble ram, Optional<String> type, List<Pattern> ids) {
        List<String> words = new ArrayList<>();
        Optional<String> vendor = Optional.empty();
        for (String word : said.split("[^a-z0-9]+", -1)) {
            if (VENDORS.containsKey(word)) {
                vendor = Optional.of(VENDORS.get(word));
            } else if (!word.isEmpty() && !SAID_ONLY.contains(word)) {
                words.add(SYNONYMS.getOrDefault(word, word));
            }
        }
        return new DeviceWords(words, sizes, ram, type, ids, vendor);
    }

    /** Returns the same with other words. */
    DeviceWords withWords(List<String> others) {
        return new DeviceWords(others, sizes, ramGb, memoryType, ids, vendor);
    }

    /** Returns the same with a memory, GB. */
    DeviceWords withMemory(double gb) {
        return new DeviceWords(words, List.of(gb), ramGb, memoryType, ids, vendor);
    }

    /** Returns the same of a maker, unless another one was named. */
    DeviceWords of(String maker) {
        return new DeviceWords(words, sizes, ramGb, memoryType, ids, vendor.or(() -> Optional.of(maker)));
    }

    /** Returns whether nothing was said that could tell devices apart. */
    boolean isEmpty() {
        return words.isEmpty() && ids.isEmpty();
    }
}

package dev.llmfit.probe.database;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The name of a row, taken apart, and how words that were said stand in it. */
final class RowName {
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
            "quadro",
            "instinct",
            "gpu",
            "graphics",
            "card",
            "generation",
            "edition",
            "ada",
            "blackwell",
            "apu",
            "processor",
            "chip",
            "raspberry",
            "jetson",
            "design",
            "with");

    /** How a card is built in: it tells variants of a name apart, and may go unsaid. */
    private static final Set<String> SOCKET = Set.of("pcie", "sxm", "nvl");

    private static final Set<String> CASE = Set.of("workstation", "server", "maxq", "oled");

    private static final Pattern SIZE = Pattern.compile("\\b[0-9]{1,3}(?:\\.[0-9]+)?\\s*(?:gb|gib|g)\\b");
    private static final Pattern IN_PARENTHESES = Pattern.compile("\\([^)]*\\)");
    private static final Pattern RUN = Pattern.compile("[a-z]+|[0-9]+");

    /** Extras of a name whose words stand in its parentheses only: more than any name has words. */
    private static final int IN_PARENTHESES_ONLY = 50;

    /** One part of a name, such as the GPU of a chip, as runs of letters and runs of digits. */
    private record Part(List<String> runs, BitSet glued) {
        static Part of(String text) {
            List<String> runs = new ArrayList<>();
            BitSet glued = new BitSet();
            Matcher m = RUN.matcher(text);
            int end = -1;
            while (m.find()) {
                glued.set(runs.size(), m.start() == end);
                runs.add(m.group().equals("mobile") ? "laptop" : m.group());
                end = m.end();
            }
            return new Part(runs, glued);
        }

        /** Returns which runs were said; empty if a word stands in none. */
        Optional<BitSet> said(List<String> words) {
            BitSet said = new BitSet();
            for (String word : words) {
                if (!mark(word, runs, said)) {
                    return Optional.empty();
                }
            }
            return Optional.of(said);
        }
    }

    /**
     * What words make of a name that has all of them.
     *
     * @param extras words of the name that were not said and tell it from another
     * @param isPart whether a suffix of the name was not said, or a letter at a number: {@code 6750} of the {@code 6750 XT}
     */
    record Match(int extras, boolean isPart) {}

    private final Part whole;
    private final List<Part> parts;
    private final List<String> family;

    RowName(HardwareEntry entry) {
        String plain = SIZE.matcher(entry.name().toLowerCase(Locale.ROOT).replace("max-q", "maxq"))
                .replaceAll(" ");
        this.whole = Part.of(plain);
        this.parts = Stream.of(IN_PARENTHESES.matcher(plain).replaceAll(" ").split(" / ", -1))
                .map(Part::of)
                .toList();
        this.family =
                List.of(entry.architecture().orElse("").toLowerCase(Locale.ROOT).split("[^a-z0-9.]+", -1));
    }

    /** Returns what words make of the name; empty if one of them does not stand in it. */
    Optional<Match> match(List<String> words) {
        // What is built of an architecture may be called so: "Ampere A40".
        List<String> others = words.stream().filter(w -> !family.contains(w)).toList();
        List<String> asked = others.isEmpty() ? words : others;
        if (whole.said(asked).isEmpty()) {
            return Optional.empty();
        }
        if (asked.isEmpty()) {
            return Optional.of(new Match(0, false)); // a computer was named, and no part of a name
        }
        Match least = new Match(IN_PARENTHESES_ONLY, false);
        for (Part part : parts) {
            Optional<BitSet> said = part.said(asked);
            if (said.isPresent() && extras(part, said.get()) < least.extras()) {
                least = new Match(extras(part, said.get()), isCut(part, said.get()));
            }
        }
        return Optional.of(least);
    }

    /** Marks which runs, one after the other, make up a word; the first that were not said yet. */
    private static boolean mark(String word, List<String> runs, BitSet said) {
        for (int from = 0; from < runs.size(); from++) {
            StringBuilder made = new StringBuilder();
            for (int to = from; to < runs.size() && made.length() < word.length(); to++) {
                made.append(runs.get(to));
                if (word.contentEquals(made) && !said.get(from)) {
                    said.set(from, to + 1);
                    return true;
                }
            }
        }
        return false;
    }

    private static int extras(Part part, BitSet said) {
        int left = 0;
        for (int i = said.nextClearBit(0); i < part.runs().size(); i = said.nextClearBit(i + 1)) {
            left += tells(part, i) ? 1 : 0;
        }
        return left;
    }

    private static boolean tells(Part part, int run) {
        boolean ofSocket = run > 0 && part.runs().get(run - 1).equals("sxm");
        String word = part.runs().get(run);
        return !ofSocket && !DECORATION.contains(word) && !SOCKET.contains(word);
    }

    private static boolean isCut(Part part, BitSet said) {
        int last = said.length() - 1;
        for (int i = said.nextClearBit(0); i < part.runs().size(); i = said.nextClearBit(i + 1)) {
            boolean letterOfNumber = i < last && part.glued().get(i + 1) && said.get(i + 1);
            if (tells(part, i) && !CASE.contains(part.runs().get(i)) && (i > last || letterOfNumber)) {
                return true;
            }
        }
        return false;
    }
}

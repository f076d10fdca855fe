package dev.llmfit.probe.hardware;

import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a text that names hardware, between {@code +}, commas or {@code and}: devices of one kind, or what is around them.
 *
 * @param text what names the device; empty if the part names none
 * @param count how many there are of it
 * @param around RAM and processor that the part names
 * @param speed what kind of RAM was named beside a device, if its speed was told
 * @param isDevice whether the part names a device, or should
 */
record SaidPart(String text, int count, HostWish around, Optional<MemorySpeed> speed, boolean isDevice) {
    /** {@code 2x}, {@code 2 x}, {@code 2×}, {@code dual}, {@code a pair of}. */
    private static final Pattern BEFORE = Pattern.compile(
            "(?:([0-9]{1,3})\\s*[x\u00d7*]\\s*|(?:a\\s+)?(dual|two|twin|pair of|zwei|deux|dos|due|triple|three|drei|trois|tres|tre|quad|four|vier|quatre|cuatro|quattro|eight|acht|huit)\\s+"
                    + "|([2-9]|1[0-6])\\s+(?=[a-z ]{0,24}[0-9]{2,4}[a-z]*s\\b))(?=\\S)(.*)",
            Pattern.CASE_INSENSITIVE);

    /** {@code 3090 x2}, {@code 3090 (x2)}, {@code 3090x2}, {@code 3090 2x}. */
    private static final Pattern AFTER = Pattern.compile(
            "(.*\\S)(?:\\s+\\(?[x\u00d7*]\\s*([0-9]{1,3})\\)?|(?<=[0-9](?:ti|xt|gb)?)[x\u00d7*]([0-9]{1,2})|\\s+\\(?([0-9]{1,3})[x\u00d7]\\)?)",
            Pattern.CASE_INSENSITIVE);

    /** A plus between two devices; the one in {@code Max+ 395} follows a letter at once. */
    private static final Pattern SEPARATOR = Pattern.compile(
            "\\s\\+\\s*|(?<=[0-9])\\+\\s*|(?<=[0-9][a-z]{1,3})\\+\\s*|\\+(?=\\S)|\\s+(?:and|und|et)\\s+|\\s/\\s(?!radeon [0-9v])|\\s*[,;&|\\n]\\s*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern IN_PARENTHESES = Pattern.compile("\\([^()]{0,80}\\)");
    private static final String GIB = "\\s?(?:gb|gib|g|gigs?)";
    private static final String DDR = "(?:lp)?ddr[3-5]x?(?:[- ]?[0-9]{4,5})?";
    private static final String MODULES = "(?:([248])\\s?x\\s?)?([0-9]{1,4})" + GIB;

    /** {@code 64GB RAM}, {@code 64 GB}, {@code 2x32GB DDR5-6000}, {@code DDR5 64GB}. */
    private static final Pattern RAM = Pattern.compile(
            "(?:with\\s+)?(?:" + DDR + "\\s+)?" + MODULES + "(?:\\s+(?:of\\s+)?(?:system\\s+)?(?:ram|memory|" + DDR
                    + ")(?:\\s+(?:ram|memory))?)?(?:\\s+[0-9]{4}(?:\\s?mhz)?)?");

    private static final Pattern NO_GPU =
            Pattern.compile("(?:cpu[ -]only|no (?:gpu|graphics(?: card)?|vram)|without (?:a )?(?:gpu|graphics card))");

    private static final Pattern LEADING_NO_GPU = Pattern.compile(NO_GPU.pattern() + " (?=[0-9])");
    private static final Pattern SPEED = Pattern.compile("\\b((?:lp)?ddr[3-5]x?)(?:[- ]?([0-9]{4,5}))?\\b");

    private static final Pattern PROCESSOR = Pattern.compile(
            "\\b(?:(?:amd|intel)\\s+)?(?:"
                    + "ryzen\\s+[3579]\\s+(?:pro\\s+)?[0-9]{4}[a-z0-9]{0,3}"
                    + "|(?:ryzen\\s+)?threadripper\\s+(?:pro\\s+)?[0-9]{4}w?x?"
                    + "|(?:(?:dual|2x)\\s+)?epyc\\s+[0-9]{4}[a-z]{0,2}"
                    + "|(?:core\\s+)?i[3579][- ]?[0-9]{4,5}[a-z]{0,2}"
                    + "|(?:core\\s+)?ultra\\s+[3579]\\s+[0-9]{3}[a-z]{0,2}"
                    + "|(?:(?:dual|2x)\\s+)?xeon\\s+(?:e5-?\\s?[0-9]{4}(?:\\s?v[1-4])?|w-?[0-9]{4}[a-z]?|(?:gold|silver|platinum)\\s+[0-9]{4}[a-z]{0,2})"
                    + "|[1-9][0-9]{3}x3d)\\b(?!\\s*/)",
            Pattern.CASE_INSENSITIVE);

    /** Parts of a text: no machine has more of them; judgement. */
    private static final int MOST_PARTS = 64;

    /** Returns the parts of a text. */
    static List<SaidPart> of(String text) {
        List<SaidPart> parts = new ArrayList<>();
        String whole = IN_PARENTHESES
                .matcher(text.strip())
                .replaceAll(m -> Matcher.quoteReplacement(m.group().replace(',', ' ')));
        String[] pieces = SEPARATOR.split(whole, MOST_PARTS);
        for (String piece : pieces) {
            parts.add(part(piece.strip(), pieces.length > 1));
        }
        return parts;
    }

    /** Returns whether what it names is a processor, which may have a GPU. */
    boolean isProcessor() {
        return around.cpu().isPresent();
    }

    private static SaidPart part(String piece, boolean oneOfSeveral) {
        String lower = LowerCase.of(piece);
        if (NO_GPU.matcher(lower).matches()) {
            return new SaidPart("", 1, HostWish.NONE, Optional.empty(), false);
        }
        Matcher none = LEADING_NO_GPU.matcher(lower);
        boolean told = none.lookingAt() || oneOfSeveral || lower.contains("ram") || lower.contains("ddr");
        Matcher ram = RAM.matcher(none.reset().replaceFirst(""));
        if (told && ram.matches()) {
            return new SaidPart("", 1, ofRam(ram, lower), Optional.empty(), false);
        }
        Matcher processor = PROCESSOR.matcher(piece);
        if (processor.find()) {
            String rest = (piece.substring(0, processor.start()) + " " + piece.substring(processor.end())).strip();
            HostWish cpu = HostWish.NONE.withCpu(
                    piece.substring(processor.start(), processor.end()).strip());
            Matcher beside = RAM.matcher(LowerCase.of(rest));
            if (rest.isEmpty() || beside.matches()) {
                HostWish around = rest.isEmpty() ? cpu : cpu.orElse(ofRam(beside, lower));
                return new SaidPart(piece, 1, around, Optional.empty(), true); // its GPU may be known
            }
            SaidPart device = counted(rest);
            return new SaidPart(device.text(), device.count(), cpu, speed(lower), true);
        }
        SaidPart device = counted(piece);
        return new SaidPart(device.text(), device.count(), HostWish.NONE, speed(lower), true);
    }

    private static HostWish ofRam(Matcher ram, String lower) {
        return new HostWish(Optional.of(size(ram)), speed(lower), Optional.empty(), Optional.empty());
    }

    private static Bytes size(Matcher ram) {
        long modules = ram.group(1) == null ? 1 : Long.parseLong(ram.group(1));
        return Bytes.ofGib((double) modules * Integer.parseInt(ram.group(2)));
    }

    private static Optional<MemorySpeed> speed(String lower) {
        Matcher m = SPEED.matcher(lower);
        if (!m.find()) {
            return Optional.empty();
        }
        String rate = m.group(2) != null ? m.group(2) : usualRate(m.group(1));
        return Optional.of(MemorySpeed.parse("ram_bandwidth", m.group(1) + "-" + rate));
    }

    /** What modules of a kind run at where nobody says it: the fastest of JEDEC's that desktops came with. */
    private static String usualRate(String type) {
        return switch (type) {
            case "ddr3", "lpddr3" -> "1600";
            case "ddr4", "lpddr4" -> "3200";
            case "lpddr4x" -> "4266";
            case "lpddr5" -> "6400";
            case "lpddr5x" -> "7467";
            default -> "5600";
        };
    }

    private static SaidPart counted(String text) {
        Matcher before = BEFORE.matcher(text);
        Matcher after = AFTER.matcher(text);
        int count = 1;
        String device = text;
        if (before.matches()) {
            String digits = before.group(1) != null ? before.group(1) : before.group(3);
            count = digits != null ? Integer.parseInt(digits) : named(before.group(2));
            device = before.group(4).strip();
        } else if (after.matches()) {
            String digits =
                    after.group(2) != null ? after.group(2) : after.group(3) != null ? after.group(3) : after.group(4);
            count = Integer.parseInt(digits);
            device = after.group(1).strip();
        }
        return new SaidPart(device, count, HostWish.NONE, Optional.empty(), true);
    }

    private static int named(String word) {
        return switch (LowerCase.of(word)) {
            case "dual", "two", "twin", "pair of", "zwei", "deux", "dos", "due" -> 2;
            case "triple", "three", "drei", "trois", "tres", "tre" -> 3;
            case "eight", "acht", "huit" -> 8;
            default -> 4;
        };
    }
}

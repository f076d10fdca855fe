package dev.llmfit.probe.source;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a recording what tells who owns the machine and is not needed to read it: serial numbers, UUIDs, MAC addresses,
 * and the lines of {@code /proc} that name file systems and processes. A UUID becomes the same number wherever it stands, so
 * that {@code CUDA_VISIBLE_DEVICES} still selects the same GPU.
 */
final class PrivateData {
    private static final Pattern SERIAL =
            Pattern.compile("(?i)(serial[^=:\\n]{0,40}[=:][ \\t]*\"?)[^\",\\s][^\",\\n]*");
    private static final Pattern UUID =
            Pattern.compile("(?i)\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");
    private static final Pattern MAC = Pattern.compile("(?i)\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b");

    private final Map<String, String> uuids = new HashMap<>();

    /** Returns what of a text may be kept. */
    synchronized String kept(String name, String text) {
        if (name.endsWith("/mountinfo")) {
            return lines(text, " - cgroup");
        }
        if (name.endsWith("/self/status")) {
            return lines(text, "Cpus_allowed_list");
        }
        String result = SERIAL.matcher(text).replaceAll("$1removed");
        result = MAC.matcher(result).replaceAll("00:00:00:00:00:00");
        return UUID.matcher(result).replaceAll(match -> Matcher.quoteReplacement(number(match.group())));
    }

    private String number(String uuid) {
        return uuids.computeIfAbsent(
                uuid.toLowerCase(Locale.ROOT),
                u -> String.format(Locale.ROOT, "%08x-0000-4000-8000-000000000000", uuids.size() + 1));
    }

    private static String lines(String text, String part) {
        StringBuilder kept = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (line.contains(part)) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }
}

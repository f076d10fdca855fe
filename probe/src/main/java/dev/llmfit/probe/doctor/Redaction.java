package dev.llmfit.probe.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes private data from a report: user and host name, home folder, UUIDs, MAC and IP addresses. */
public final class Redaction {
    private static final Pattern UUID =
            Pattern.compile("(?i)\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");
    private static final Pattern MAC = Pattern.compile("(?i)\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b");
    private static final Pattern IP = Pattern.compile("\\b(?:[0-9]{1,3}\\.){3}[0-9]{1,3}\\b(?!\\.)");

    private final List<Map.Entry<String, String>> words;

    /**
     * Creates a redaction.
     *
     * @param home home folder of the user
     * @param user name of the user
     * @param host name of the machine
     */
    public Redaction(String home, String user, String host) {
        List<Map.Entry<String, String>> found = new ArrayList<>();
        add(found, home, "~");
        if (!user.equals("root")) { // names nobody, and stands in advice
            add(found, user, "<user>");
        }
        add(found, host, "<host>");
        found.sort(Comparator.comparingInt(e -> -e.getKey().length()));
        words = List.copyOf(found);
    }

    private static void add(List<Map.Entry<String, String>> words, String text, String replacement) {
        if (text.length() > 2) {
            words.add(Map.entry(text, replacement));
        }
    }

    /** Returns the text without private data. */
    public String apply(String text) {
        String result = UUID.matcher(text).replaceAll("<uuid>");
        result = MAC.matcher(result).replaceAll("<mac>");
        result = IP.matcher(result).replaceAll("<ip>");
        for (Map.Entry<String, String> word : words) {
            String bounded = "(?<![A-Za-z0-9])" + Pattern.quote(word.getKey()) + "(?![A-Za-z0-9])";
            result = result.replaceAll(bounded, Matcher.quoteReplacement(word.getValue()));
        }
        return result;
    }
}

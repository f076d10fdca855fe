package dev.llmfit.units;

import java.util.ArrayList;
import java.util.List;

/** Splits one line of comma-separated values (RFC 4180 quoting, no line breaks inside fields). */
public final class CsvLine {
    private CsvLine() {}

    /** Returns the fields of {@code line}. */
    public static List<String> split(String line) {
        List<String> fields = new ArrayList<>(24);
        int at = 0;
        while (at <= line.length()) {
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder field = new StringBuilder();
                at = quoted(line, at + 1, field) + 1;
                fields.add(field.toString());
            } else {
                int comma = line.indexOf(',', at);
                int end = comma < 0 ? line.length() : comma;
                fields.add(line.substring(at, end));
                at = end + 1;
            }
        }
        return fields;
    }

    private static int quoted(String line, int from, StringBuilder field) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '"' && at + 1 < line.length() && line.charAt(at + 1) == '"') {
                at++;
            } else if (c == '"') {
                return at + 1;
            }
            field.append(c);
            at++;
        }
        return at;
    }
}

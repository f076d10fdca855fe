package dev.llmfit.serve;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The query of an address. */
final class QueryText {
    private QueryText() {}

    /**
     * Returns its fields.
     *
     * @throws HttpProblem 400 if an escape in it is none
     */
    static SequencedMap<String, String> fields(String query) {
        SequencedMap<String, String> fields = new LinkedHashMap<>();
        for (String field : query.split("&", -1)) {
            if (!field.isEmpty()) {
                int equals = field.indexOf('=');
                fields.put(
                        decoded(equals < 0 ? field : field.substring(0, equals)),
                        equals < 0 ? "" : decoded(field.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(400, "address", "'%' in an address stands before two hexadecimal digits.");
        }
    }
}

package dev.llmfit.probe.tools;

import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One device as a vendor's tool describes it. {@code N/A} and an empty text are no value.
 *
 * @param values what the tool says, by its name in lower case
 */
record ToolRow(Map<String, String> values) {
    ToolRow {
        values = Map.copyOf(values);
    }

    /** Returns a row of the members of a JSON object; an underscore in a name becomes a blank, as tools have it in tables. */
    static ToolRow ofObject(JsonObject object) {
        Map<String, String> values = new HashMap<>();
        object.members()
                .forEach((name, value) -> values.put(LowerCase.of(name).replace('_', ' '), ToolJson.text(value)));
        return new ToolRow(values);
    }

    /**
     * Returns the rows of comma-separated lines; what stands around them is skipped.
     *
     * @param first first cell of the heading
     * @param isRow whether a line with this first cell is a device
     */
    static List<ToolRow> csv(String text, String first, Predicate<String> isRow) {
        List<ToolRow> rows = new ArrayList<>();
        String[] heading = {};
        for (String line : text.split("\n", -1)) {
            String[] cells = line.strip().split(",", -1);
            if (cells[0].equals(first)) {
                heading = cells.clone();
                Arrays.setAll(heading, i -> LowerCase.of(cells[i].strip()));
            } else if (cells.length == heading.length && isRow.test(cells[0])) {
                Map<String, String> values = new HashMap<>();
                for (int i = 0; i < cells.length; i++) {
                    values.put(heading[i], cells[i].strip().replace("\"", ""));
                }
                rows.add(new ToolRow(values));
            }
        }
        return rows;
    }

    /** Returns the first of these values that the tool tells. */
    Optional<String> text(String... names) {
        for (String name : names) {
            String value = values.getOrDefault(name, "");
            if (!value.isEmpty() && !value.equals("N/A")) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** Returns the first of these values in lower case. */
    Optional<String> lower(String... names) {
        return text(names).map(v -> LowerCase.of(v));
    }

    /** Returns the first of these values as hexadecimal digits in lower case, at least four, without {@code 0x}. */
    Optional<String> hex(String... names) {
        return lower(names)
                .map(v -> v.replace("0x", ""))
                .map(digits -> "0".repeat(Math.max(0, 4 - digits.length())) + digits);
    }

    /** Returns the first of these values as a number of MiB. */
    Optional<Bytes> mib(String... names) {
        return text(names).flatMap(KeyValues::mib);
    }

    /** Returns the first of these values as a number of bytes. */
    Optional<Bytes> bytes(String... names) {
        return text(names).flatMap(KeyValues::bytes);
    }
}

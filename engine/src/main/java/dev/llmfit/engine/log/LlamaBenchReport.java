package dev.llmfit.engine.log;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.List;

/** What {@code llama-bench -o json} says: one test for each prompt length, generation length and depth. */
public final class LlamaBenchReport {
    private LlamaBenchReport() {}

    /**
     * One test.
     *
     * @param nPrompt tokens of the prompt; 0 for a test of generation
     * @param nGen tokens generated; 0 for a test of the prompt
     * @param depth tokens in the cache before
     * @param tokensPerSecond one value for each repetition
     */
    public record Test(int nPrompt, int nGen, int depth, List<Double> tokensPerSecond) {
        public Test {
            Amount.count(nPrompt, "n_prompt");
            Amount.count(nGen, "n_gen");
            Amount.count(depth, "n_depth");
            tokensPerSecond = List.copyOf(tokensPerSecond);
        }
    }

    /**
     * Parses what it printed: one array, or with {@code -o jsonl} one object a line.
     *
     * @throws IllegalArgumentException if it is not what llama-bench prints
     */
    public static List<Test> parse(List<String> lines) {
        List<JsonValue> rows = rows(lines);
        if (rows.isEmpty()) {
            String text = String.join("\n", lines);
            int start = text.indexOf('[');
            if (start < 0) {
                throw new IllegalArgumentException("llama-bench printed no JSON");
            }
            // The log may go on behind the array.
            rows = Json.parseFirst(text.substring(start)).items();
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("llama-bench printed no test");
        }
        return rows.stream().map(LlamaBenchReport::test).toList();
    }

    /** Returns the tests in the whole lines of {@code -o jsonl}; a line that was cut off or is no test is left out. */
    public static List<Test> tests(List<String> lines) {
        List<Test> tests = new ArrayList<>();
        for (String line : lines) {
            try {
                rows(List.of(line)).forEach(row -> tests.add(test(row)));
            } catch (IllegalArgumentException e) {
                System.getLogger(LlamaBenchReport.class.getName()).log(System.Logger.Level.DEBUG, "no test", e);
            }
        }
        return tests;
    }

    private static List<JsonValue> rows(List<String> lines) {
        List<JsonValue> rows = new ArrayList<>();
        for (String line : lines) {
            // An object of the array form spans several lines.
            if (line.startsWith("{") && line.stripTrailing().endsWith("}")) {
                rows.add(Json.parse(line));
            }
        }
        return rows;
    }

    private static Test test(JsonValue row) {
        return new Test(whole(row, "n_prompt"), whole(row, "n_gen"), whole(row, "n_depth"), samples(row));
    }

    private static List<Double> samples(JsonValue row) {
        List<Double> samples = row.numbers("samples_ts");
        if (!samples.isEmpty()) {
            return samples;
        }
        double average = row.number("avg_ts").orElseThrow(() -> new IllegalArgumentException("a test has no avg_ts"));
        return List.of(average);
    }

    private static int whole(JsonValue row, String name) {
        long number = row.integer(name).orElse(0);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a test has " + number + " as its " + name);
        }
        return (int) number;
    }
}

package dev.llmfit.engine.log;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code llama-bench -o json} says.
 *
 * @param build build number
 * @param backends for example {@code CUDA} or {@code CPU}
 * @param cpu processor as llama.cpp sees it
 * @param gpu GPUs as llama.cpp sees them; empty without one
 * @param threads threads used
 * @param tests one for each prompt length, generation length and depth
 */
public record LlamaBenchReport(
        OptionalInt build, Optional<String> backends, String cpu, String gpu, OptionalInt threads, List<Test> tests) {
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

    public LlamaBenchReport {
        tests = List.copyOf(tests);
    }

    /**
     * Parses what it printed: one array, or with {@code -o jsonl} one object a line.
     *
     * @throws IllegalArgumentException if it is not what llama-bench prints
     */
    public static LlamaBenchReport parse(List<String> lines) {
        List<JsonValue> rows = rows(lines);
        if (rows.isEmpty()) {
            String text = String.join("\n", lines);
            int start = text.indexOf('[');
            if (start < 0) {
                throw new IllegalArgumentException("llama-bench printed no JSON");
            }
            // The log may go on behind the array.
            rows = Json.parse(text.substring(start, Math.max(start, text.lastIndexOf(']')) + 1))
                    .items();
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("llama-bench printed no test");
        }
        List<Test> tests = rows.stream().map(LlamaBenchReport::test).toList();
        JsonValue first = rows.getFirst();
        return new LlamaBenchReport(
                integer(first, "build_number"),
                backends(first),
                first.string("cpu_info").orElse(""),
                first.string("gpu_info").orElse(""),
                integer(first, "n_threads"),
                tests);
    }

    /** Returns the tests in the whole lines of {@code -o jsonl}; a line that was cut off is left out. */
    public static List<Test> tests(List<String> lines) {
        return rows(lines).stream().map(LlamaBenchReport::test).toList();
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

    /** Builds before 2024-11 print one flag for each backend in place of {@code backends}. */
    private static Optional<String> backends(JsonValue row) {
        Optional<String> named = row.string("backends");
        if (named.isPresent()) {
            return named;
        }
        List<String> found = new ArrayList<>();
        for (String name : List.of("cuda", "vulkan", "metal", "sycl", "rpc", "blas")) {
            if (row.truth(name)) {
                found.add(name);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join(",", found));
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
        return Math.toIntExact(row.integer(name).orElse(0));
    }

    private static OptionalInt integer(JsonValue row, String name) {
        return row.integer(name).isPresent()
                ? OptionalInt.of(Math.toIntExact(row.integer(name).getAsLong()))
                : OptionalInt.empty();
    }
}

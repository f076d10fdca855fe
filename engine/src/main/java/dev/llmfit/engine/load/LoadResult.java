package dev.llmfit.engine.load;

import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a server did under load. Times are this program's, because a server cannot know how long a request waited.
 *
 * @param concurrency requests at the same time
 * @param completed requests that were answered
 * @param failures messages of those that were not
 * @param promptTokens tokens of a prompt as the server counted them, the median; empty if it does not say
 * @param seconds whole test
 * @param generatedTokens tokens of all answers
 * @param firstToken time to the first token
 * @param latency time to the last token
 */
public record LoadResult(
        int concurrency,
        int completed,
        List<String> failures,
        OptionalInt promptTokens,
        double seconds,
        long generatedTokens,
        Percentiles firstToken,
        Percentiles latency) {
    public LoadResult {
        Amount.count(concurrency, "concurrency");
        Amount.count(completed, "completed");
        Amount.rate(seconds, "seconds");
        Amount.count(generatedTokens, "generatedTokens");
        failures = List.copyOf(failures);
    }

    /** Returns how often each message came, in the order of the first time. */
    public Map<String, Integer> failuresByMessage() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        failures.forEach(message -> counts.merge(message, 1, Integer::sum));
        return counts;
    }

    /** Returns what a reader must know. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (completed < 100) {
            notes.add("of " + completed + " requests the 99th percentile is the slowest");
        }
        return notes;
    }

    /** Returns generated tokens per second of all requests together. */
    public double throughput() {
        return generatedTokens / seconds;
    }
}

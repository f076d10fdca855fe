package dev.llmfit.engine.load;

import java.util.List;

/**
 * What a server did under load. Times are this program's, because a server cannot know how long a request waited.
 *
 * @param concurrency requests at the same time
 * @param completed requests that were answered
 * @param failures messages of those that were not
 * @param seconds whole test
 * @param generatedTokens tokens of all answers
 * @param firstToken time to the first token
 * @param latency time to the last token
 */
public record LoadResult(
        int concurrency,
        int completed,
        List<String> failures,
        double seconds,
        long generatedTokens,
        Percentiles firstToken,
        Percentiles latency) {
    public LoadResult {
        failures = List.copyOf(failures);
    }

    /** Returns generated tokens per second of all requests together. */
    public double throughput() {
        return generatedTokens / seconds;
    }
}

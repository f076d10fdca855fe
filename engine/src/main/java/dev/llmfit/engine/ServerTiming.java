package dev.llmfit.engine;

import dev.llmfit.units.Hint;

/**
 * Durations that a server reports for one request.
 *
 * @param promptTokens tokens of the prompt that were really processed
 * @param promptSeconds time for them
 * @param generatedTokens tokens generated
 * @param generatedSeconds time for them
 */
public record ServerTiming(long promptTokens, double promptSeconds, long generatedTokens, double generatedSeconds) {
    /** Slack for clocks of different resolution, seconds. */
    private static final double SLACK = 0.05;

    /** A request may wait, for a queue or a template, but not this many times as long as it works and this much longer; judgement. */
    private static final double MOST_WAITING = 5;

    /** Seconds; judgement. */
    public static final double WAITING = 5;

    /**
     * Checks that this can be true.
     *
     * @param server what to call it in messages
     * @param wallSeconds how long the request took by this program's clock
     * @return this
     * @throws EngineException if it cannot
     */
    public ServerTiming checked(String server, double wallSeconds) {
        if (promptTokens < 0 || generatedTokens < 1 || !(promptSeconds >= 0) || !(generatedSeconds > 0)) {
            throw implausible(server + " reports " + generatedTokens + " tokens in " + generatedSeconds + " s");
        }
        if (promptSeconds + generatedSeconds > wallSeconds * 1.02 + SLACK) {
            throw implausible(String.format(
                    java.util.Locale.ROOT,
                    "%s reports %.2f s of work for a request that took %.2f s",
                    server,
                    promptSeconds + generatedSeconds,
                    wallSeconds));
        }
        return this;
    }

    /**
     * Checks that a foreign server did not work much less than its request took.
     *
     * @param server what to call it in messages
     * @param wallSeconds how long the request took by this program's clock, without loading
     * @param waiting seconds that it may have waited beside, usually {@link #WAITING}
     * @throws EngineException if it did
     */
    public ServerTiming accountsFor(String server, double wallSeconds, double waiting) {
        if (wallSeconds > (promptSeconds + generatedSeconds) * MOST_WAITING + waiting) {
            throw implausible(String.format(
                    java.util.Locale.ROOT,
                    "%s reports %.3f s of work for a request that took %.2f s",
                    server,
                    promptSeconds + generatedSeconds,
                    wallSeconds));
        }
        return this;
    }

    /**
     * Checks that no more tokens were generated than were asked for.
     *
     * @throws EngineException if there were
     */
    public ServerTiming within(String server, int asked) {
        if (generatedTokens > 2L * asked + 8) {
            throw implausible(server + " reports " + generatedTokens + " tokens where " + asked + " were asked for");
        }
        return this;
    }

    /** Returns prompt tokens per second. */
    public double promptSpeed() {
        return promptTokens / promptSeconds;
    }

    /** Returns generated tokens per second. */
    public double generationSpeed() {
        return generatedTokens / generatedSeconds;
    }

    private static EngineException implausible(String message) {
        return new EngineException(
                EngineException.Kind.IMPLAUSIBLE,
                message + ", which cannot be true",
                Hint.plain("the result was not stored"));
    }
}

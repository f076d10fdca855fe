package dev.llmfit.engine;

/**
 * One thing to time.
 *
 * @param phase prompt or generation
 * @param tokens tokens processed or generated
 * @param depth tokens in the cache before
 */
public record Workload(Phase phase, int tokens, int depth) {
    /** Phase of inference. */
    public enum Phase {
        /** Prompt processing. */
        PP,
        /** Token generation. */
        TG
    }

    public Workload {
        if (tokens < 1 || depth < 0) {
            throw new IllegalArgumentException("a workload needs at least one token and no negative depth");
        }
    }

    /** Returns llama-bench's name, for example {@code pp512} or {@code tg128 @ d4096}. */
    public String label() {
        return (phase == Phase.PP ? "pp" : "tg") + tokens + (depth == 0 ? "" : " @ d" + depth);
    }
}

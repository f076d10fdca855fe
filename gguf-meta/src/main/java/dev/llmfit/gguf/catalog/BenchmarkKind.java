package dev.llmfit.gguf.catalog;

/**
 * A public benchmark.
 *
 * @param id name within the catalogue, for example {@code mmlu-pro}
 * @param name name for people
 * @param unit {@code %} or {@code points}
 * @param lowest the lowest value there can be
 * @param highest the highest value there can be
 * @param better which end of the scale is the good one
 * @param topic what it is about: knowledge, reasoning, maths, code, tools, instructions, chat, summaries, retrieval …
 * @param what what is asked, in a few words
 */
public record BenchmarkKind(
        String id, String name, String unit, double lowest, double highest, Better better, String topic, String what) {
    public BenchmarkKind {
        if (!(lowest <= highest)) {
            throw new IllegalArgumentException("the scale of " + id + " is " + lowest + " to " + highest);
        }
    }

    /** The good end of a scale. */
    public enum Better {
        HIGHER,
        LOWER
    }
}

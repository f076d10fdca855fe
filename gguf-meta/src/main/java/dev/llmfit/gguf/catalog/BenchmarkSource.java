package dev.llmfit.gguf.catalog;

/**
 * Where benchmark figures are from. Figures of one source and one benchmark were measured with one method and compare with each
 * other; figures of different sources do not.
 *
 * @param id name within the catalogue, for example {@code open-llm-leaderboard-2}
 * @param title name for people
 * @param measuredBy who measured
 * @param date year, month and day of the copy that was read; for a page without revisions, the day it was read
 * @param address the page or file, with its revision where it has one
 */
public record BenchmarkSource(String id, String title, MeasuredBy measuredBy, String date, String address) {
    /** Who measured. */
    public enum MeasuredBy {
        /** Somebody who measures the models of many makers in one way. */
        LEADERBOARD,
        /** The maker of the model. */
        VENDOR
    }
}

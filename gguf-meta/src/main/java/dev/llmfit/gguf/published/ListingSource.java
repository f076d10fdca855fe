package dev.llmfit.gguf.published;

/**
 * Where a list of files is from.
 *
 * @param what its name, for people
 * @param date its day, {@code 2026-06-20}
 */
public record ListingSource(String what, String date) {
    @Override
    public String toString() {
        return what + ", " + date;
    }
}

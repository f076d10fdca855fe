package dev.llmfit.answers.complete;

/**
 * A word that may stand at the cursor.
 *
 * @param value the word
 * @param tells what it is, in a few words; empty if the word says it
 */
public record Completion(String value, String tells) {
    /** Creates a word that says what it is. */
    public Completion(String value) {
        this(value, "");
    }
}

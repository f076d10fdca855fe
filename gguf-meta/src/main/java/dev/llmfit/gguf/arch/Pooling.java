package dev.llmfit.gguf.arch;

/** How the rows of a text's tokens become one row, in the order of {@code enum llama_pooling_type}. */
public enum Pooling {
    /** They stay. */
    NONE,
    /** Their mean. */
    MEAN,
    /** The first. */
    CLS,
    /** The last. */
    LAST,
    /** One of them, through a classification head. */
    RANK;

    /** Returns the pooling of a number in a file; that of "unspecified" is none. */
    static Pooling of(long number) {
        return number >= 0 && number < values().length ? values()[(int) number] : NONE;
    }
}

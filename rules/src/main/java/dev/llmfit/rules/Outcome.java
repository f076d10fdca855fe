package dev.llmfit.rules;

/** Result of a condition. A comparison with a fact that is not known is unknown, and so is what depends on it alone. */
public enum Outcome {
    TRUE,
    FALSE,
    UNKNOWN;

    /** Returns the opposite; unknown stays unknown. */
    public Outcome not() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    static Outcome of(boolean value) {
        return value ? TRUE : FALSE;
    }
}

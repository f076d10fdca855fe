package dev.llmfit.probe.hardware;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;

/** Hardware that is named but not known, or facts that are malformed. */
public final class HardwareException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Hint said;
    private final transient Hint hint;
    private final boolean malformed;

    /**
     * Creates the exception.
     *
     * @param message what is wrong, one sentence without a full stop
     * @param hint what to do; may be empty
     */
    public HardwareException(String message, String hint) {
        this(Hint.plain(message), Hint.plain(hint));
    }

    /**
     * Creates the exception.
     *
     * @param said what is wrong, one sentence without a full stop; a {@link NextStep.Change} names a field
     * @param hint what to do; may be empty
     */
    public HardwareException(Hint said, Hint hint) {
        this(said, hint, false);
    }

    private HardwareException(Hint said, Hint hint, boolean malformed) {
        super(said.in(HardwareException::field));
        this.said = said;
        this.hint = hint;
        this.malformed = malformed;
    }

    /** Returns the exception for a value that cannot be read, whatever hardware there is. */
    public static HardwareException malformed(Hint said, Hint hint) {
        return new HardwareException(said, hint, true);
    }

    /** Returns whether a value cannot be read; else hardware is not known, or cannot be as it is said. */
    public boolean isMalformed() {
        return malformed;
    }

    private static String field(NextStep step) {
        return step instanceof NextStep.Change change
                ? (change.field() + " " + change.value()).strip()
                : step.toString();
    }

    /** Returns what is wrong, one sentence without a full stop; every shell names the fields in its own words. */
    public Hint said() {
        return said;
    }

    /** Returns what to do; may be empty. */
    public Hint hint() {
        return hint;
    }
}

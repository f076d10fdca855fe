package dev.llmfit.sizing;

/** The model's architecture, or the type of its projector, is not sized yet. */
public final class UnsupportedArchitectureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;

    /** Creates the exception for an architecture name. */
    public UnsupportedArchitectureException(String architecture) {
        this("architecture", architecture);
    }

    /**
     * Creates the exception for the kind of a model.
     *
     * @param what what {@code name} names: {@code architecture} or {@code projector type}
     */
    public UnsupportedArchitectureException(String what, String name) {
        super(what + " '" + name + "' is not sized yet");
        this.name = name;
    }

    /** Returns the name of what is not sized. */
    public String name() {
        return name;
    }
}

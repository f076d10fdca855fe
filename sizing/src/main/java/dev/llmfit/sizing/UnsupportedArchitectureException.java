package dev.llmfit.sizing;

import dev.llmfit.gguf.arch.UnsizedArchitecture;

/** The model's architecture, or the type of its projector, is not sized yet. */
public final class UnsupportedArchitectureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String name;

    /** Creates the exception for an architecture that is not in the registry. */
    public UnsupportedArchitectureException(String architecture) {
        super(UnsizedArchitecture.reason(architecture));
        this.name = architecture;
    }

    /**
     * Creates the exception for the kind of a model.
     *
     * @param what what {@code name} names: {@code projector type} or the like
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

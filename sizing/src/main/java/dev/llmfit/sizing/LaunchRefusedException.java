package dev.llmfit.sizing;

/** An engine would not start with these options; the message says why. */
public final class LaunchRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String engine;

    /** Creates the exception with llama.cpp's reason. */
    public LaunchRefusedException(String message) {
        this("llama.cpp", message);
    }

    /**
     * Creates the exception with the reason of an engine.
     *
     * @param engine its name for people
     * @param message why, without a final stop
     */
    public LaunchRefusedException(String engine, String message) {
        super(message);
        this.engine = engine;
    }

    /** Returns the name of the engine that would refuse. */
    public String engine() {
        return engine;
    }
}

package dev.llmfit.sizing;

/** llama.cpp would not start with these options; the message says why. */
public final class LaunchRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with llama.cpp's reason. */
    public LaunchRefusedException(String message) {
        super(message);
    }
}

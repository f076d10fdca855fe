package dev.llmfit.gguf.quant;

/** Says why {@code llama-quantize} would not write a file type of a model; the message has no full stop. */
public final class QuantizationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public QuantizationException(String message) {
        super(message);
    }
}

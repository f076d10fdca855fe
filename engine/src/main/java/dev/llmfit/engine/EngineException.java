package dev.llmfit.engine;

import dev.llmfit.units.Hint;

/** An engine is missing, failed, or said something that cannot be true. The message is one sentence without a final stop. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No such engine here. */
        MISSING,
        /** The engine refused the launch or ended with an error. */
        FAILED,
        /** The engine could not allocate its buffers. */
        OUT_OF_MEMORY,
        /** The engine did not answer in time. */
        TIMEOUT,
        /** A signal ended the engine, and nothing says that it was for memory. */
        KILLED,
        /** The engine ended while it was needed. */
        DIED,
        /** The engine's answer contradicts itself or the clock. */
        IMPLAUSIBLE,
        /** This engine cannot do what was asked. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final transient Hint hint;

    /** Creates the exception; {@code hint} says what to do. */
    public EngineException(Kind kind, String message, Hint hint) {
        super(message);
        this.kind = kind;
        this.hint = hint;
    }

    /** Creates the exception with what caused it. */
    public EngineException(Kind kind, String message, Hint hint, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.hint = hint;
    }

    /** Returns what went wrong. */
    public Kind kind() {
        return kind;
    }

    /** Returns what to do; may be empty. */
    public Hint hint() {
        return hint;
    }
}

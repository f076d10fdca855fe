package dev.llmfit.gguf.remote;

import dev.llmfit.units.Hint;
import java.io.IOException;

/** Says why a server did not give what was asked for, and what to do. */
public final class RemoteException extends IOException {
    private static final long serialVersionUID = 1;

    /** Kinds of refusals. */
    public enum Kind {
        /** No network, or it is not to be used. */
        OFFLINE,
        /** The server does not have it. */
        NOT_FOUND,
        /** A token or the acceptance of terms is needed. */
        FORBIDDEN,
        /** Too many requests. */
        LIMITED,
        /** The server failed, or what it sent is damaged. */
        FAILED
    }

    private final Kind kind;
    private final transient Hint hint;

    /**
     * Creates the exception.
     *
     * @param message one sentence without a full stop
     * @param hint what to do, without a full stop
     */
    public RemoteException(Kind kind, String message, String hint) {
        this(kind, message, Hint.plain(hint));
    }

    /**
     * Creates the exception.
     *
     * @param message one sentence without a full stop
     * @param hint what to do, without a full stop
     */
    public RemoteException(Kind kind, String message, Hint hint) {
        super(message);
        this.kind = kind;
        this.hint = hint;
    }

    /** Returns the kind of refusal. */
    public Kind kind() {
        return kind;
    }

    /** Returns what to do, without a full stop. */
    public Hint hint() {
        return hint;
    }
}

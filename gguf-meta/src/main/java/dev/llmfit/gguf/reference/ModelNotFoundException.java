package dev.llmfit.gguf.reference;

import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.util.List;
import java.util.Locale;

/** Says that no model, or more than one, is meant by a reference, and which names come near. */
public final class ModelNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 2;

    private final Reason reason;
    private final transient List<String> nearest;

    /** Why a reference means no model that could be sized. */
    public enum Reason {
        /** Nothing has the name. */
        MODEL_NOT_FOUND,
        /** Several models may be meant. */
        AMBIGUOUS,
        /** The model is known, its file type is not. */
        UNKNOWN_TYPE,
        /** The model runs elsewhere. */
        CLOUD,
        /** The weights are not in a form that llama.cpp reads. */
        OTHER_FORMAT,
        /** llama.cpp has no architecture for it. */
        UNSUPPORTED_MODEL;

        /** Returns the stable code for programs. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Creates the exception of a name that nothing has.
     *
     * @param message one sentence without a full stop
     * @param nearest names that exist, the nearest first
     */
    public ModelNotFoundException(String message, List<String> nearest) {
        this(Reason.MODEL_NOT_FOUND, message, nearest);
    }

    /**
     * Creates the exception.
     *
     * @param message one sentence without a full stop
     * @param nearest names that exist, the nearest first
     */
    public ModelNotFoundException(Reason reason, String message, List<String> nearest) {
        super(message);
        this.reason = reason;
        this.nearest = List.copyOf(nearest);
    }

    /** Returns why. */
    public Reason reason() {
        return reason;
    }

    /** Returns names that exist, the nearest first; empty if nothing comes near. */
    public List<String> nearest() {
        return nearest;
    }

    /** Returns what to do next, without a full stop. */
    public Hint hint() {
        if (!nearest.isEmpty()) {
            String names = String.join(", ", nearest);
            return Hint.plain(
                    switch (reason) {
                        case CLOUD -> "on this machine runs " + names;
                        case OTHER_FORMAT -> "GGUF files of it: " + names;
                        default -> "did you mean " + names;
                    });
        }
        return switch (reason) {
            case UNKNOWN_TYPE -> Hint.of("{0} lists the file types of a model", new Ask("quants"));
            case CLOUD, UNSUPPORTED_MODEL -> Hint.of("{0} lists models that run on this machine", new Ask("models"));
            default ->
                Hint.of("{0} lists what is known; a path to a .gguf file or hf:org/name works too", new Ask("models"));
        };
    }
}

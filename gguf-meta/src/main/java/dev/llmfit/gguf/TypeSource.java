package dev.llmfit.gguf;

import java.util.Locale;

/** Why a model is taken in a file type. */
public enum TypeSource {
    /** The question named it. */
    ASKED,
    /** It is what is downloaded under the name where none is asked for. */
    DEFAULT,
    /** The model is published in it. */
    NATIVE,
    /** A file has it. */
    FILE,
    /** Nobody says; it is what most people download. */
    ASSUMED;

    /** Returns the word for documents and people. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}

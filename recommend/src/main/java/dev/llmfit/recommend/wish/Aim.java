package dev.llmfit.recommend.wish;

import java.util.Locale;

/** What a launch of a given model is to have the most of. */
public enum Aim {
    /** What the rules of the use case weigh. */
    BALANCED,
    /** Quality, at an acceptable speed. */
    QUALITY,
    /** Context with everything on the GPUs. */
    CONTEXT,
    /** People served at the same time, each with the context that is asked for. */
    USERS,
    /** Tokens a second of all slots together, with everything on the GPUs. */
    THROUGHPUT;

    /** Returns the name on the command line and in JSON. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}

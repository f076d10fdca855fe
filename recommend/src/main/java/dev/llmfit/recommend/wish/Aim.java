package dev.llmfit.recommend.wish;

import java.util.Locale;

/** What a launch is to have the most of. Among models the rules say what it weighs. */
public enum Aim {
    /** What the rules of the use case weigh. */
    BALANCED,
    /** Quality, at an acceptable speed. */
    QUALITY,
    /** Speed. */
    SPEED,
    /** A small file, which leaves memory to other programs. */
    SMALL,
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

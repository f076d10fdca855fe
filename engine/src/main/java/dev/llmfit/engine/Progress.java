package dev.llmfit.engine;

/** Hears what a long measurement is doing. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (what, done) -> {};

    /**
     * Called before each step.
     *
     * @param what what begins, a few words
     * @param done how much is done, 0 to 1
     */
    void step(String what, double done);
}

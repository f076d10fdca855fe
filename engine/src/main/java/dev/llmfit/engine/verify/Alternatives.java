package dev.llmfit.engine.verify;

import java.util.Optional;

/** Says what to try after a launch that could not get its memory. */
@FunctionalInterface
public interface Alternatives {
    /** Tries half the context, again and again, then fewer layers on the GPUs. */
    Alternatives SMALLER = (failed, lesson) -> SmallerPlans.after(failed);

    /**
     * Returns the next launch, or empty if there is none.
     *
     * @param failed what was tried
     * @param lesson how it failed
     */
    Optional<VerifyTask> after(VerifyTask failed, Verification.Lesson lesson);
}

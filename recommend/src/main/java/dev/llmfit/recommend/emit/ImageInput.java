package dev.llmfit.recommend.emit;

import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * What a plan does with the projector that turns images into tokens.
 *
 * @param published whether the repository of the model has one, which programs that fetch from it load by themselves
 * @param loaded bytes of its weights if the plan has room for it; empty if the plan leaves it out
 */
public record ImageInput(boolean published, Optional<Bytes> loaded) {
    /** A model without one. */
    public static final ImageInput NONE = new ImageInput(false, Optional.empty());

    /** One that the plan leaves out. */
    public static final ImageInput LEFT_OUT = new ImageInput(true, Optional.empty());

    /** Returns whether a program must be told not to load it. */
    boolean leftOut() {
        return published && loaded.isEmpty();
    }
}

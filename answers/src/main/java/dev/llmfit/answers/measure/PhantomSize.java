package dev.llmfit.answers.measure;

import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.units.Bytes;

/**
 * A file that has a model's layout and no weights.
 *
 * @param onPaper the size that it has for programs
 * @param written what was really written
 */
public record PhantomSize(Bytes onPaper, Bytes written) {
    /** Returns the sizes of a phantom. */
    public static PhantomSize of(PhantomRun phantom) {
        return new PhantomSize(phantom.fullSize(), phantom.written());
    }
}

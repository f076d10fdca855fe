package dev.llmfit.gguf;

import dev.llmfit.units.Amount;
import java.util.Optional;

/**
 * The file that turns pictures into tokens of a model (mmproj), as far as it is known before it is here.
 *
 * @param layout its metadata and tensors in F16; empty if only their number is known
 * @param parameters weights of all its towers and projectors
 */
public record ProjectorFile(Optional<Model> layout, long parameters) {
    public ProjectorFile {
        Amount.count(parameters, "parameters");
    }
}

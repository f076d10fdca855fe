package dev.llmfit.gguf.phantom;

import dev.llmfit.units.Amount;
import java.nio.file.Path;

/**
 * A phantom file.
 *
 * @param file where it is
 * @param fullBytes its size, as a program that reads it sees it
 * @param writtenBytes bytes really written; the rest is holes
 */
public record PhantomFile(Path file, long fullBytes, long writtenBytes) {
    public PhantomFile {
        Amount.size(fullBytes, "fullBytes");
        Amount.size(writtenBytes, "writtenBytes");
    }
}

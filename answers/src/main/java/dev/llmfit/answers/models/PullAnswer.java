package dev.llmfit.answers.models;

import dev.llmfit.answers.Answer;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that was downloaded, now or before.
 *
 * @param reference as asked for
 * @param bytes size of all files
 * @param files where they are, the parts of a split set in order
 */
public record PullAnswer(String reference, Bytes bytes, List<Path> files) implements Answer {
    public PullAnswer {
        files = List.copyOf(files);
    }
}

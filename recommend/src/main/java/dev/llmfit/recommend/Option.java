package dev.llmfit.recommend;

import dev.llmfit.gguf.GgmlType;
import java.util.Optional;

/**
 * A branch of the search: a launch that is not sized yet with the best score it can reach, or a sized launch with its score.
 *
 * @param order position in which it was made; breaks ties
 * @param fileType file type
 * @param ctx context
 * @param cacheType type of keys and values
 * @param ubatch physical batch
 * @param verdict where the weights would lie
 * @param bound best score it can reach
 * @param launch the sized launch
 */
record Option(
        int order,
        String fileType,
        int ctx,
        GgmlType cacheType,
        int ubatch,
        Verdict verdict,
        Score bound,
        Optional<Launch> launch)
        implements Comparable<Option> {
    /** Orders the best bound first; among equals sized launches, then the older branch. */
    @Override
    public int compareTo(Option other) {
        int byScore = other.bound.compareTo(bound);
        if (byScore != 0) {
            return byScore;
        }
        int bySized = Boolean.compare(other.launch.isPresent(), launch.isPresent());
        return bySized != 0 ? bySized : Integer.compare(order, other.order);
    }
}

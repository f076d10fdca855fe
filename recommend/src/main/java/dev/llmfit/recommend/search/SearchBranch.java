package dev.llmfit.recommend.search;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.recommend.wish.BatchMode;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.Verdict;
import java.util.Optional;

/**
 * A branch of the search: a file type, then a launch that is not sized yet with the best score it can reach, then a sized launch with
 * its score.
 *
 * @param order position in which it was made; breaks ties
 * @param fileType file type
 * @param ctx context
 * @param cacheType type of keys and values
 * @param batch how prompts are processed
 * @param stage how far it is worked out
 * @param verdict where the weights would lie
 * @param bound best score it can reach
 * @param launch the sized launch
 */
public record SearchBranch(
        int order,
        String fileType,
        int ctx,
        GgmlType cacheType,
        BatchMode batch,
        Stage stage,
        Verdict verdict,
        Score bound,
        Optional<PlannedLaunch> launch)
        implements Comparable<SearchBranch> {
    /** How far a branch is worked out. */
    enum Stage {
        /** Only the file type is fixed. */
        FILE,
        /** It does not lie whole on the devices; which part lies elsewhere is open. */
        PARTS,
        /** Everything is fixed but the placement. */
        LAUNCH,
        /** It is sized. */
        SIZED
    }

    /** Orders the best bound first; among equals what is worked out further, then the older branch. */
    @Override
    public int compareTo(SearchBranch other) {
        int byScore = other.bound.compareTo(bound);
        if (byScore != 0) {
            return byScore;
        }
        int byStage = other.stage.compareTo(stage);
        return byStage != 0 ? byStage : Integer.compare(order, other.order);
    }
}

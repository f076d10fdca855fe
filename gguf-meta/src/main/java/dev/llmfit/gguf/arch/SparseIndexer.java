package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.Optional;

/**
 * Chooses the cells that sparse attention sees ({@code attention.indexer.*}).
 *
 * @param heads its heads
 * @param head the size of one
 * @param topK the cells it chooses for a token
 * @param slots rows of the head size that one cached token takes: its key, and what it pools of the keys before
 *     ({@code indexer_kpool_row})
 * @param keepsValues whether the cache holds values beside the keys ({@code llama_kv_cache_msa})
 * @param layers the layers that have one of their own; the others reuse an earlier choice
 */
public record SparseIndexer(int heads, int head, int topK, int slots, boolean keepsValues, LayerSet layers) {
    public SparseIndexer {
        Amount.count(heads, "heads");
        Amount.count(head, "head");
        Amount.count(topK, "topK");
        Amount.count(slots, "slots");
    }

    /** Returns the elements of one cached row. */
    public long width() {
        return (long) head * slots;
    }

    /** Returns that of a model; empty if it has none. */
    static Optional<SparseIndexer> of(HyperParametersValues v) {
        return v.indexerHead == 0
                ? Optional.empty()
                : Optional.of(new SparseIndexer(
                        v.indexerHeads,
                        v.indexerHead,
                        v.indexerTopK,
                        v.indexerSlots,
                        v.indexerValues,
                        LayerSet.of(v.indexerFull)));
    }
}

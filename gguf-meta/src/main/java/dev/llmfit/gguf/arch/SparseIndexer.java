package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

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

    SparseIndexer withSlots(int rows) {
        return new SparseIndexer(heads, head, topK, rows, keepsValues, layers);
    }

    SparseIndexer withValues() {
        return new SparseIndexer(heads, head, topK, slots, true, layers);
    }

    SparseIndexer withLayers(LayerSet own) {
        return new SparseIndexer(heads, head, topK, slots, keepsValues, own);
    }
}

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
 * @param pool cached tokens that it scores together, by one pooled key ({@code indexer_kpool}); 1 if each by itself
 * @param keepsValues whether the cache holds values beside the keys ({@code llama_kv_cache_msa})
 * @param layers the layers that have one of their own; the others reuse an earlier choice
 */
public record SparseIndexer(int heads, int head, int topK, int slots, int pool, boolean keepsValues, LayerSet layers) {
    public SparseIndexer {
        Amount.count(heads, "heads");
        Amount.count(head, "head");
        Amount.count(topK, "topK");
        Amount.count(slots, "slots");
        Amount.count(pool, "pool");
    }

    /** Returns the elements of one cached row. */
    public long width() {
        return (long) head * slots;
    }

    SparseIndexer withSlots(int rows) {
        return new SparseIndexer(heads, head, topK, rows, pool, keepsValues, layers);
    }

    SparseIndexer withPool(int tokens) {
        return new SparseIndexer(heads, head, topK, slots, tokens, keepsValues, layers);
    }

    SparseIndexer withValues() {
        return new SparseIndexer(heads, head, topK, slots, pool, true, layers);
    }

    SparseIndexer withLayers(LayerSet own) {
        return new SparseIndexer(heads, head, topK, slots, pool, keepsValues, own);
    }
}

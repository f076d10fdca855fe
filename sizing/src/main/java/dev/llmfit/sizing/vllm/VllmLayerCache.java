package dev.llmfit.sizing.vllm;

/**
 * What one layer keeps for requests, on one GPU. Source: {@code v1/kv_cache_interface.py}, {@code page_size_bytes} and {@code
 * max_memory_usage_bytes} of each class.
 *
 * @param kind what it is
 * @param block tokens of a block
 * @param tokenBytes bytes of a token; 0 for a state
 * @param stateBytes bytes of one recurrent state; 0 for attention
 * @param window tokens that are seen; 0 for all
 * @param paddedPage bytes that a block is made to take; 0 if it takes its own
 * @param states recurrent states of one request, without drafted tokens
 */
record VllmLayerCache(
        Kind kind, long block, long tokenBytes, long stateBytes, long window, long paddedPage, int states) {

    enum Kind {
        FULL,
        SLIDING,
        CHUNKED,
        LATENT,
        INDEXER,
        STATE
    }

    static VllmLayerCache attention(Kind kind, long block, long tokenBytes, long window) {
        return new VllmLayerCache(kind, block, tokenBytes, 0, window, 0, 1);
    }

    static VllmLayerCache state(long block, long bytes, long paddedPage, int states) {
        return new VllmLayerCache(Kind.STATE, block, 0, bytes, 0, paddedPage, states);
    }

    VllmLayerCache withBlock(long tokens) {
        return new VllmLayerCache(kind, tokens, tokenBytes, stateBytes, window, paddedPage, states);
    }

    VllmLayerCache paddedTo(long bytes) {
        return new VllmLayerCache(kind, block, tokenBytes, stateBytes, window, bytes, states);
    }

    /** Returns the bytes of a block of one layer. */
    long page() {
        if (paddedPage > 0) {
            return paddedPage;
        }
        return stateBytes > 0 ? stateBytes : block * tokenBytes;
    }

    /** Returns whether it keeps a token for as long as its request lives. */
    boolean keepsAll() {
        return kind == Kind.FULL || kind == Kind.LATENT || kind == Kind.INDEXER;
    }

    /**
     * Returns the blocks that one request needs.
     *
     * @param length its tokens
     * @param inFlight tokens of the batches that are in work at the same time
     * @param drafts tokens that are drafted ahead
     */
    long blocks(long length, long inFlight, int drafts) {
        return switch (kind) {
            case STATE -> (long) states + drafts;
            case SLIDING -> Math.ceilDiv(Math.min(window - 1 + inFlight, length), block) + 1;
            case CHUNKED -> Math.ceilDiv(Math.min(window + inFlight, length), block);
            case FULL, LATENT, INDEXER -> Math.ceilDiv(length, block);
        };
    }
}

package dev.llmfit.gguf.layout;

/** The tensors of a layer that predicts the token after the next one ({@code nextn.*}). */
final class NextToken {
    private NextToken() {}

    /** Adds the projection and the norms of embedding and hidden state. */
    static void common(HeaderBuilder h, String block, long nEmbd) {
        h.tensor(block + "nextn.eh_proj.weight", 2 * nEmbd, nEmbd);
        h.tensor(block + "nextn.enorm.weight", nEmbd);
        h.tensor(block + "nextn.hnorm.weight", nEmbd);
    }

    /** Adds an embedding and a head of the layer's own. */
    static void ownEmbedding(HeaderBuilder h, String block, long nEmbd, long nVocab) {
        h.tensor(block + "nextn.embed_tokens.weight", nEmbd, nVocab);
        ownHead(h, block, nEmbd, nVocab);
    }

    /** Adds a head of the layer's own. */
    static void ownHead(HeaderBuilder h, String block, long nEmbd, long nVocab) {
        h.tensor(block + "nextn.shared_head_head.weight", nEmbd, nVocab);
    }
}

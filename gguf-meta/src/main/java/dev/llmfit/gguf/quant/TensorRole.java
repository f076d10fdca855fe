package dev.llmfit.gguf.quant;

/** What a tensor does in the model, as far as mixtures distinguish it ({@code tensor_get_category}). */
enum TensorRole {
    /** The output matrix, {@code output.weight}. */
    OUTPUT,
    /** The token embeddings, those per layer included. */
    EMBEDDING,
    /** Attention values, alone or together with queries and keys. */
    VALUE,
    KEY,
    QUERY,
    /** The matrix behind attention. */
    ATTENTION_OUTPUT,
    UP,
    GATE,
    DOWN,
    OTHER;

    /** Returns the role of a tensor by its name; the first match counts. */
    static TensorRole of(String name) {
        return switch (name) {
            case "output.weight" -> OUTPUT;
            case "token_embd.weight", "per_layer_token_embd.weight" -> EMBEDDING;
            default -> byPart(name);
        };
    }

    private static TensorRole byPart(String name) {
        if (name.contains("attn_qkv.weight") || name.contains("attn_kv_b.weight") || name.contains("attn_v.weight")) {
            return VALUE;
        }
        if (name.contains("attn_k.weight")) {
            return KEY;
        }
        if (name.contains("attn_q.weight")) {
            return QUERY;
        }
        if (name.contains("attn_output.weight")) {
            return ATTENTION_OUTPUT;
        }
        if (name.contains("ffn_up")) {
            return UP;
        }
        if (name.contains("ffn_gate")) {
            return GATE;
        }
        return name.contains("ffn_down") ? DOWN : OTHER;
    }
}

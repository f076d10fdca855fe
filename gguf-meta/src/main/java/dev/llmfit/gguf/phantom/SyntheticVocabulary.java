package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A vocabulary in SentencePiece form: four special tokens, the 256 bytes, and made-up words up to the size of the model's
 * embeddings. Any text falls into bytes ({@code llm_tokenizer_spm}, {@code src/llama-vocab.cpp}).
 */
final class SyntheticVocabulary {
    /** A token for each value of a byte. */
    private static final int BYTES = 256;

    /** Unknown, beginning and end of a text, and the end of a text by the name that phi-3 must have. */
    private static final int SPECIAL = 4;

    /** How many types of tokens an encoder tells apart; it is a size of a tensor, so it stays. */
    private static final String TOKEN_TYPES = "tokenizer.ggml.token_type_count";

    /** llama.cpp looks this token up in models called phi-3, and ends without it ({@code llama_vocab::impl::load}). */
    private static final String END_OF_TEXT = "<|endoftext|>";

    // llama_token_type of include/llama.h
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;

    private SyntheticVocabulary() {}

    /** Returns the smallest number of tokens. */
    static int leastSize() {
        return SPECIAL + BYTES;
    }

    /** Returns the metadata with the given vocabulary in place of their own. */
    static Metadata replaceIn(Metadata metadata, String architecture, Vocabulary vocabulary, int size) {
        Map<String, GgufValue> pairs = new LinkedHashMap<>(metadata.asMap());
        pairs.keySet().removeIf(key -> key.startsWith("tokenizer.") && !key.equals(TOKEN_TYPES));
        if (vocabulary == Vocabulary.NONE) {
            pairs.put("tokenizer.ggml.model", new GgufValue.Text("no_vocab"));
            pairs.put(architecture + ".vocab_size", new GgufValue.Int(GgufValueType.UINT32, size));
        } else {
            pairs.put("tokenizer.ggml.model", new GgufValue.Text("llama"));
            addTokens(pairs, size);
        }
        return new Metadata(pairs);
    }

    private static void addTokens(Map<String, GgufValue> pairs, int size) {
        List<String> tokens = new ArrayList<>(size);
        long[] types = new long[size];
        tokens.addAll(List.of("<unk>", "<s>", "</s>"));
        types[0] = UNKNOWN;
        types[1] = CONTROL;
        types[2] = CONTROL;
        for (int i = 0; i < BYTES; i++) {
            types[tokens.size()] = BYTE;
            tokens.add(String.format(Locale.ROOT, "<0x%02X>", i));
        }
        types[tokens.size()] = CONTROL;
        tokens.add(END_OF_TEXT);
        while (tokens.size() < size) {
            types[tokens.size()] = NORMAL;
            tokens.add("\u2581w" + tokens.size());
        }
        pairs.put("tokenizer.ggml.tokens", new GgufValue.TextArray(tokens));
        pairs.put("tokenizer.ggml.scores", new GgufValue.OpaqueArray(GgufValueType.FLOAT32, size));
        pairs.put("tokenizer.ggml.token_type", new GgufValue.IntArray(GgufValueType.INT32, types));
        pairs.put("tokenizer.ggml.unknown_token_id", new GgufValue.Int(GgufValueType.UINT32, 0));
        pairs.put("tokenizer.ggml.bos_token_id", new GgufValue.Int(GgufValueType.UINT32, 1));
        pairs.put("tokenizer.ggml.eos_token_id", new GgufValue.Int(GgufValueType.UINT32, 2));
    }
}

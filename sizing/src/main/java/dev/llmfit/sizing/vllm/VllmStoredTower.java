package dev.llmfit.sizing.vllm;

import dev.llmfit.gguf.checkpoint.StoredTensor;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Bytes of a tower on a GPU, by the tensors that a checkpoint has of it, where its shape is not known or some of it is quantized.
 * Which layers are split by outputs or by inputs follows from their names, as {@code models/*.py} name them.
 */
final class VllmStoredTower {
    /** Bytes of a number in 16 bits: those of more are read into it. */
    private static final int PLAIN = 2;

    /** Layers whose outputs are split, with their biases. */
    private static final Pattern COLUMNS = Pattern.compile(".*\\.(?:qkv|qkv_proj|in_proj|q_proj|k_proj|v_proj|fc1"
            + "|linear_fc1|linear_1|gate_proj|up_proj|mlp\\.0|w_in|w1|w3)\\.\\w+");

    /** Layers whose inputs are split. Their biases are whole. */
    private static final Pattern ROWS = Pattern.compile(
            ".*\\.(?:proj|o_proj|out_proj|fc2|linear_fc2|linear_2|down_proj|mlp\\.2|w_out|w2)\\.(?!bias)\\w+");

    private VllmStoredTower() {}

    static long bytes(List<StoredTensor> tensors, long tensor) {
        long sum = 0;
        for (StoredTensor t : tensors) {
            long own = t.type().isPlain() ? Math.multiplyExact(t.elements(), PLAIN) : t.bytes();
            boolean split = t.elements() > 1
                    && (COLUMNS.matcher(t.name()).matches()
                            || ROWS.matcher(t.name()).matches());
            sum = Math.addExact(sum, split ? own / tensor : own);
        }
        return sum;
    }
}

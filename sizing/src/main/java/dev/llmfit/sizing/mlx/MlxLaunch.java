package dev.llmfit.sizing.mlx;

import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What decides memory of mlx-lm beside the model: {@code mlx_lm.generate} and {@code mlx_lm.server} have these as options.
 *
 * @param quantization how weights are stored; empty for 16 bits
 * @param promptTokens tokens of the prompt
 * @param generatedTokens tokens after it
 * @param prefillStepSize the most tokens of a prompt that are computed at once ({@code --prefill-step-size})
 * @param kvBits bits of quantized caches ({@code --kv-bits}); empty for 16 bits
 * @param kvGroupSize their group ({@code --kv-group-size})
 * @param quantizedKvStart the token from which on caches are quantized ({@code --quantized-kv-start})
 * @param maxKvSize the most tokens that caches keep ({@code --max-kv-size}); empty for all
 */
public record MlxLaunch(
        Optional<MlxQuantization> quantization,
        long promptTokens,
        long generatedTokens,
        long prefillStepSize,
        OptionalInt kvBits,
        int kvGroupSize,
        long quantizedKvStart,
        OptionalLong maxKvSize) {
    /** Tokens computed at once where nothing is said ({@code DEFAULT_PREFILL_STEP_SIZE} in {@code mlx_lm/generate.py}). */
    public static final int DEFAULT_STEP = 2048;

    /** The token from which on caches are quantized where nothing is said ({@code DEFAULT_QUANTIZED_KV_START}). */
    public static final int DEFAULT_QUANTIZED_START = 5000;

    /** The group of quantized caches where nothing is said ({@code --kv-group-size}). */
    public static final int DEFAULT_KV_GROUP = 64;

    /** Beyond the 10 million that Llama 4 Scout reads; caches are followed token by token up to here. */
    public static final long MOST_TOKENS = 16_777_216;

    public MlxLaunch {
        Amount.count(promptTokens, "prompt_tokens");
        Amount.count(generatedTokens, "generated_tokens");
    }

    /** Returns the same launch with another step. */
    MlxLaunch withStep(long step) {
        return new MlxLaunch(
                quantization, promptTokens, generatedTokens, step, kvBits, kvGroupSize, quantizedKvStart, maxKvSize);
    }
}

package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.speed.SpeedDevice;
import dev.llmfit.sizing.speed.SpeedRange;

/**
 * Tokens per second of mlx-lm on a Mac: reading weights and caches, and what each layer takes beside it.
 *
 * <p>Set by hand on public measurements, of which the formula gives eleven of twelve within 13 %: Qwen3 4B at 4 to 16 bits and Qwen3
 * 30B-A3B on an M4 Max ({@code mlx_lm/BENCHMARKS.md}), Qwen3 4B on an M3 Pro (ml-explore/mlx-lm#1569), Llama 3.1 8B on an M4 Pro
 * (public reports of this project), Qwen3.5 9B on M4 Pro and M3 Ultra (raullenchai/Rapid-MLX#567), Qwen3.5 35B-A3B on an M5 Max
 * (magicnight/Mac-MLX#24); Qwen3 0.6B on an M4 Pro is 18 % faster (waybarrios/vllm-mlx#531).
 *
 * @param generation tokens per second while generating
 * @param prompt tokens per second of a prompt
 */
record MlxSpeed(SpeedRange generation, SpeedRange prompt) {
    /** Share of the nominal bandwidth at which weights and caches are read: the slope over Qwen3 4B from 4 to 16 bits. */
    private static final double READ_SHARE = 0.91;

    /** Seconds of a layer beside reading; the rest of the same measurements. */
    private static final double LAYER_SECONDS = 63e-6;

    /** The same of a layer with experts: Qwen3 30B-A3B at 4 and 8 bits. */
    private static final double EXPERT_LAYER_SECONDS = 103e-6;

    /** Share of FP16 operations that a prompt reaches: 0.71 of an M4 Max, 0.67 of an M3 Pro, both with Qwen3 4B. */
    private static final double PROMPT_SHARE = 0.69;

    /** The same with experts: Qwen3 30B-A3B on an M4 Max. */
    private static final double EXPERT_PROMPT_SHARE = 0.57;

    /** The farthest of these measurements below and above the formula, rounded. */
    private static final double LEAST = 0.85;

    private static final double MOST = 1.2;

    /** Prompts are known from two Macs only. */
    private static final double LEAST_PROMPT = 0.7;

    private static final double MOST_PROMPT = 1.35;

    /**
     * Returns the speed on a device.
     *
     * @param read bytes of weights and caches that a token reads
     * @param readPlain bytes of weights that a token reads in 16 bits: two for each multiplication and addition
     */
    static MlxSpeed of(MlxMemory model, long read, long readPlain, SpeedDevice device) {
        boolean experts = model.hasExperts();
        double step = read / (READ_SHARE * device.bandwidth())
                + model.layers() * (experts ? EXPERT_LAYER_SECONDS : LAYER_SECONDS);
        double operations = readPlain; // 2 bytes a weight, 2 operations a weight
        double prompt = (experts ? EXPERT_PROMPT_SHARE : PROMPT_SHARE) * device.fp16Flops() / operations;
        return new MlxSpeed(around(1 / step, LEAST, MOST), around(prompt, LEAST_PROMPT, MOST_PROMPT));
    }

    private static SpeedRange around(double mid, double least, double most) {
        return new SpeedRange(mid * least, mid, mid * most);
    }
}

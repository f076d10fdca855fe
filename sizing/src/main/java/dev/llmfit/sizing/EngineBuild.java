package dev.llmfit.sizing;

import dev.llmfit.units.Amount;

/**
 * The llama.cpp build whose behaviour is modelled. Each switch is a change that public logs show; between the last log
 * without and the first log with it, the number is a choice.
 *
 * @param number build number, for example 11434
 */
public record EngineBuild(int number) {
    public EngineBuild {
        Amount.count(number, "build");
    }

    /** The newest modelled build. */
    public static final EngineBuild NEWEST = new EngineBuild(11434);

    /**
     * Parses {@code b9010} or {@code 9010}.
     *
     * @throws IllegalArgumentException if the text is no build
     */
    public static EngineBuild parse(String text) {
        String digits = text.startsWith("b") ? text.substring(1) : text;
        if (!digits.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException(
                    "not a llama.cpp build: '" + text + "' (write it as b" + NEWEST.number + ")");
        }
        return new EngineBuild(Integer.parseInt(digits));
    }

    /**
     * Returns whether a batch may mix token ids and embedding rows, which costs inputs on the host. Seen in b11434, not in
     * logs of August 2026.
     */
    public boolean mixesInputs() {
        return number >= 10_500;
    }

    /** Returns whether graphs hold an embedding input beside the token input. Absent in b7772, present in b7896. */
    public boolean selectsInput() {
        return number >= 7_800;
    }

    /** Returns whether flash attention gets its mask as F16 rather than F32 and a cast. F32 in b9100, F16 in b9849. */
    public boolean masksInF16() {
        return number >= 9_500;
    }

    /** Returns whether the output rows are limited to the server's slots (pull request 23861, before b9849). */
    public boolean limitsOutputRows() {
        return number >= 9_849;
    }

    /** Returns whether gpt-oss keeps the last hidden rows of all tokens. Not in b7772 and b9100. */
    public boolean keepsLastHiddenRows() {
        return number >= 9_500;
    }

    /** Returns whether {@code -ngl} counts the output layer as one. Not in logs of 2025, present in b8133. */
    public boolean countsOutputLayer() {
        return number >= 7_410;
    }

    /**
     * Returns whether F16 copies for flash attention over a quantized cache lie in the compute buffer rather than in the
     * backend's pool. Not in b8133; issues about the pool's growth go up to pull request 23635, shortly before b9849.
     */
    public boolean keepsAttentionScratch() {
        return number >= 9_849;
    }

    /**
     * Returns whether fused attention on CUDA converts keys and values of any cache types; before, a build made with {@code
     * GGML_CUDA_FA_ALL_QUANTS} was needed for unlike types, Q4_1, Q5_0 and Q5_1. Not in b10867, in b10878 ({@code fattn.cu}).
     */
    public boolean convertsCachesOnCuda() {
        return number >= 10_878;
    }

    /**
     * Returns whether a quantized V cache turns flash attention on where it is {@code auto}, so that it stays on when a device
     * cannot run it. Not in b10204, in b10216 ({@code llama_init_from_model}).
     */
    public boolean settlesQuantizedValues() {
        return number >= 10_216;
    }

    /** Returns whether fused attention on Vulkan reads a cache of IQ4_NL. Not in b10121, in b10178 ({@code ggml-vulkan.cpp}). */
    public boolean readsIq4NlOnVulkan() {
        return number >= 10_178;
    }

    /** Returns whether Metal wants values no longer than keys. Not in b11003, in b11434 ({@code ggml-metal-device.m}). */
    public boolean wantsShorterValuesOnMetal() {
        return number >= 11_434;
    }

    /**
     * Returns the MiB of prompts that llama-server keeps in RAM unless it is told otherwise. Since pull request 16391 of October
     * 2025; 8192 in the sources of b9093 and b11434 ({@code cache_ram_mib} in {@code common.h}).
     */
    public int cacheRam() {
        return number >= 6_725 ? 8_192 : 0;
    }

    /**
     * Returns the checkpoints that llama-server makes for a slot at most. 3 since pull request 15293 of August 2025, 8 in logs of
     * October 2025 to February 2026, 32 in the sources of b9093 and b11434 ({@code n_ctx_checkpoints} in {@code common.h}).
     */
    public int ctxCheckpoints() {
        if (number < 6_160) {
            return 0;
        }
        return number < 6_700 ? 3 : number < 8_200 ? 8 : 32;
    }

    /** Returns whether only cells inside a window are written of a sequence. Not in b9093, in b9479 ({@code llama-kv-cache.cpp}). */
    public boolean keepsUnmaskedCells() {
        return number >= 9_473;
    }

    /** Returns whether the prompt cache makes room before it keeps a prompt. Not in b9851, in b10488 ({@code server-task.cpp}). */
    public boolean makesRoomInPromptCache() {
        return number >= 10_488;
    }

    /** Returns whether CUDA keeps operands of fused kernels alive. Not in b9010. */
    public boolean ordersCudaNodes() {
        return number >= 9_500;
    }

    /** Returns whether Vulkan reorders nodes. Present in b8179. */
    public boolean ordersVulkanNodes() {
        return number >= 6_500;
    }

    /** Returns whether Metal reorders nodes. Not in b6050, present in b8193. */
    public boolean ordersMetalNodes() {
        return number >= 6_700;
    }

    /** Returns whether Metal reserves F16 copies of keys and values for flash attention. Not in b8198. */
    public boolean copiesKeysOnMetal() {
        return number >= 9_849;
    }

    /**
     * Returns the build to model for a launch of an unknown llama.cpp: one that knows the options used, else the middle of
     * the modelled range.
     */
    public static EngineBuild guessFor(LaunchOptions options) {
        boolean recent = options.nOutputsMax() > 0 || options.loadMtp() || options.nDraft() > 0;
        return new EngineBuild(recent ? 9_900 : 9_010);
    }

    /** Returns the name in JSON, for example {@code llama.cpp b11434}. */
    @Override
    public String toString() {
        return "llama.cpp b" + number;
    }
}

package dev.llmfit.sizing;

import dev.llmfit.gguf.GgmlType;
import java.util.List;

/**
 * The options of a llama.cpp launch that change memory or speed, named as in llama.cpp. Immutable; start from
 * {@link #defaults()} and use the {@code with} methods.
 *
 * @param nGpuLayers {@code -ngl}; -1 means all layers
 * @param nCtx {@code -c} in tokens; 0 means the trained context
 * @param nBatch {@code -b} in tokens
 * @param nUbatch {@code -ub} in tokens; 0 means {@code nBatch}
 * @param nParallel {@code -np} sequences
 * @param kvUnified {@code --kv-unified}
 * @param nOutputsMax rows of logits; 0 means {@code nBatch} (llama-cli, llama-bench), llama-server uses {@code nParallel}
 * @param flashAttn {@code -fa}
 * @param typeK {@code -ctk}
 * @param typeV {@code -ctv}
 * @param tensorSplit {@code -ts}; empty means by free memory
 * @param splitMode {@code -sm}
 * @param mainGpu {@code -mg}, used with split mode {@code NONE}
 * @param nCpuMoe {@code -ncmoe} layers; {@link Integer#MAX_VALUE} is {@code -cmoe}
 * @param overrideTensor {@code -ot} in llama.cpp's syntax, {@code regex=buffer type}
 * @param swaFull {@code --swa-full}
 * @param noKvOffload {@code -nkvo}
 * @param opOffload false for {@code --no-op-offload}
 */
public record LaunchOptions(
        int nGpuLayers,
        int nCtx,
        int nBatch,
        int nUbatch,
        int nParallel,
        boolean kvUnified,
        int nOutputsMax,
        FlashAttn flashAttn,
        GgmlType typeK,
        GgmlType typeV,
        List<Double> tensorSplit,
        SplitMode splitMode,
        int mainGpu,
        int nCpuMoe,
        List<String> overrideTensor,
        boolean swaFull,
        boolean noKvOffload,
        boolean opOffload) {
    /** {@code -fa}. */
    public enum FlashAttn {
        ON,
        OFF,
        AUTO
    }

    /** {@code -sm}. */
    public enum SplitMode {
        NONE,
        LAYER,
        ROW
    }

    public LaunchOptions {
        tensorSplit = List.copyOf(tensorSplit);
        overrideTensor = List.copyOf(overrideTensor);
    }

    /** Returns the defaults of libllama b11434: all layers, trained context, 2048/512, one sequence, F16 cache. */
    public static LaunchOptions defaults() {
        return new LaunchOptions(
                -1,
                0,
                2048,
                512,
                1,
                false,
                0,
                FlashAttn.AUTO,
                GgmlType.F16,
                GgmlType.F16,
                List.of(),
                SplitMode.LAYER,
                0,
                0,
                List.of(),
                false,
                false,
                true);
    }

    /** Returns a copy with this nGpuLayers. */
    public LaunchOptions withNGpuLayers(int value) {
        return new LaunchOptions(
                value,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this nCtx. */
    public LaunchOptions withNCtx(int value) {
        return new LaunchOptions(
                nGpuLayers,
                value,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this nBatch. */
    public LaunchOptions withNBatch(int value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                value,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this nUbatch. */
    public LaunchOptions withNUbatch(int value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                value,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this nParallel. */
    public LaunchOptions withNParallel(int value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                value,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this kvUnified. */
    public LaunchOptions withKvUnified(boolean value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                value,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this nOutputsMax. */
    public LaunchOptions withNOutputsMax(int value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                value,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this flashAttn. */
    public LaunchOptions withFlashAttn(FlashAttn value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                value,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this typeK. */
    public LaunchOptions withTypeK(GgmlType value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                value,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this typeV. */
    public LaunchOptions withTypeV(GgmlType value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                value,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this tensorSplit. */
    public LaunchOptions withTensorSplit(List<Double> value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                value,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this splitMode. */
    public LaunchOptions withSplitMode(SplitMode value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                value,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this mainGpu. */
    public LaunchOptions withMainGpu(int value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                value,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this nCpuMoe. */
    public LaunchOptions withNCpuMoe(int value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                value,
                overrideTensor,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this overrideTensor. */
    public LaunchOptions withOverrideTensor(List<String> value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                value,
                swaFull,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this swaFull. */
    public LaunchOptions withSwaFull(boolean value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                value,
                noKvOffload,
                opOffload);
    }

    /** Returns a copy with this noKvOffload. */
    public LaunchOptions withNoKvOffload(boolean value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                value,
                opOffload);
    }

    /** Returns a copy with this opOffload. */
    public LaunchOptions withOpOffload(boolean value) {
        return new LaunchOptions(
                nGpuLayers,
                nCtx,
                nBatch,
                nUbatch,
                nParallel,
                kvUnified,
                nOutputsMax,
                flashAttn,
                typeK,
                typeV,
                tensorSplit,
                splitMode,
                mainGpu,
                nCpuMoe,
                overrideTensor,
                swaFull,
                noKvOffload,
                value);
    }
}

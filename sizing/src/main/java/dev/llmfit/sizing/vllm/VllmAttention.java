package dev.llmfit.sizing.vllm;

import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineModel;

/**
 * Launches for which vLLM finds no attention kernel. Source: {@code get_valid_backends} in {@code platforms/cuda.py}, {@code
 * validate_configuration} of the kernels in {@code v1/attention/backends}.
 */
final class VllmAttention {
    /** Compute capability from which Triton reads FP8. */
    private static final int FP8_MAJOR = 8;

    private static final int FP8_MINOR = 9;

    /** Head sizes of FlashInfer's kernels, which read FP8 on older GPUs too. */
    private static final long SMALL_HEAD = 64;

    private static final long USUAL_HEAD = 128;
    private static final long LARGE_HEAD = 256;

    /** Tokens of the smallest block of kernels for sparse attention, on Blackwell and elsewhere. */
    private static final int SPARSE_BLOCK_BLACKWELL = 32;

    private static final int SPARSE_BLOCK = 64;

    private VllmAttention() {}

    /**
     * Checks that there is a kernel.
     *
     * @throws LaunchRefusedException if there is none
     */
    static void check(EngineModel model, VllmLaunch launch) {
        VllmGpu gpu = launch.gpu();
        if (model.parts().indexer().isPresent()) {
            if (!gpu.isHopper() && !gpu.isAnyBlackwell()) {
                throw refused("sparse attention has no kernel for " + gpu.name() + ": it needs Hopper or Blackwell");
            }
            int asked = launch.cache().blockSize();
            int least = gpu.isAnyBlackwell() ? SPARSE_BLOCK_BLACKWELL : SPARSE_BLOCK;
            if (asked % least != 0) {
                throw refused("no kernel of sparse attention takes blocks of " + asked + " tokens on " + gpu.name());
            }
        }
        boolean readsFp8 = gpu.major() > FP8_MAJOR || (gpu.major() == FP8_MAJOR && gpu.minor() >= FP8_MINOR);
        if (gpu.known() && launch.cache().type().isFp8() && !readsFp8 && !hasFlashInfer(model)) {
            throw refused("an FP8 cache is not supported by the Triton kernel, which its attention needs, on "
                    + gpu.name() + " (compute capability " + gpu.major() + "." + gpu.minor()
                    + "); take kv_cache_dtype auto");
        }
    }

    private static boolean hasFlashInfer(EngineModel model) {
        if (model.latent().isPresent() || model.layers().windowHead().isPresent()) {
            return false;
        }
        long head = model.layers().headK();
        return head == SMALL_HEAD || head == USUAL_HEAD || head == LARGE_HEAD;
    }

    private static LaunchRefusedException refused(String why) {
        return new LaunchRefusedException(VllmEngine.TITLE, why);
    }
}

package dev.llmfit.sizing.backend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.graph.Tensor;

/**
 * Which fused attention ({@code FLASH_ATTN_EXT}) the kernels of a backend run. What they do not run goes to the CPU, or, where
 * flash attention is {@code auto}, turns it off.
 */
interface AttentionKernels {
    /** A backend that runs all of it: the CPU ({@code ggml-cpu.c}), a remote device that is not asked ({@code ggml-rpc.cpp}). */
    AttentionKernels ALL = attention -> true;

    /** Returns whether a result of fused attention can be computed, of sources queries, keys, values and mask. */
    boolean run(Tensor attention);

    /**
     * Kernels of {@code ggml-cuda/fattn.cu} ({@code ggml_cuda_get_best_fattn_kernel}) for CUDA and ROCm.
     *
     * <p>The condition that no model of such heads has ALiBi is left out: none has.
     *
     * @param anyCacheTypes whether keys and values may be of unlike types and of all small types, as in builds made with {@code
     *     GGML_CUDA_FA_ALL_QUANTS} and in all builds of today
     */
    record Cuda(boolean anyCacheTypes) implements AttentionKernels {
        /** Cells that a step reads ({@code FATTN_KQ_STRIDE}). */
        private static final int STRIDE = 256;

        @Override
        public boolean run(Tensor attention) {
            Tensor queries = attention.source(0);
            Tensor keys = attention.source(1);
            Tensor values = attention.source(2);
            long ratio = queries.ne2() / keys.ne2();
            boolean masked = attention.sources() > 3;
            if (masked && attention.source(3).ne2() != 1) {
                return false;
            }
            boolean shares = ratio >= 2 && masked && keys.ne1() % STRIDE == 0;
            return heads(keys.ne0(), values.ne0(), shares, ratio) && types(keys.type(), values.type());
        }

        private static boolean heads(long key, long value, boolean shares, long ratio) {
            return switch ((int) key) {
                case 40, 64, 72, 80, 96, 112, 128, 256 -> value == key;
                case 192 -> value == 128 && shares && ratio % 8 == 0;
                case 320 -> value == 256 && shares && ratio % 32 == 0;
                case 512 -> value == 512 && shares;
                case 576 -> value == 512 && shares;
                default -> false;
            };
        }

        private boolean types(GgmlType keys, GgmlType values) {
            return (anyCacheTypes || keys == values) && type(keys) && type(values);
        }

        private boolean type(GgmlType type) {
            return switch (type) {
                case F32, F16, BF16, Q4_0, Q8_0 -> true;
                case Q4_1, Q5_0, Q5_1 -> anyCacheTypes;
                default -> false;
            };
        }
    }

    /**
     * Kernels of {@code ggml-metal/ggml-metal-device.m} ({@code ggml_metal_device_supports_op}) on Apple silicon, where matrices of
     * a SIMD group and bfloat are there.
     *
     * @param shorterValues whether values may not be longer than keys
     */
    record Metal(boolean shorterValues) implements AttentionKernels {
        @Override
        public boolean run(Tensor attention) {
            Tensor keys = attention.source(1);
            Tensor values = attention.source(2);
            if (shorterValues && (keys.ne0() < values.ne0() || (keys.ne0() == 72 && values.ne0() != 72))) {
                return false;
            }
            return head(attention.source(0).ne0()) && keys.type() == values.type() && type(keys.type());
        }

        private static boolean head(long size) {
            return switch ((int) size) {
                case 32, 40, 48, 64, 72, 80, 96, 112, 128, 192, 256, 320, 512, 576 -> true;
                default -> false;
            };
        }

        private static boolean type(GgmlType type) {
            return switch (type) {
                case F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1 -> true;
                default -> false;
            };
        }
    }

    /**
     * Kernels of {@code ggml-vulkan/ggml-vulkan.cpp} ({@code ggml_backend_vk_device_supports_op}) on a device with subgroups, as every
     * GPU of the last ten years has.
     *
     * @param iq4Nl whether they read a cache of IQ4_NL
     */
    record Vulkan(boolean iq4Nl) implements AttentionKernels {
        /** Heads are read so many numbers at a time. */
        private static final int STEP = 8;

        @Override
        public boolean run(Tensor attention) {
            Tensor keys = attention.source(1);
            Tensor values = attention.source(2);
            return keys.ne0() % STEP == 0
                    && values.ne0() % STEP == 0
                    && type(keys.type())
                    && type(values.type())
                    && (keys.type() == GgmlType.BF16) == (values.type() == GgmlType.BF16);
        }

        private boolean type(GgmlType type) {
            return switch (type) {
                case F32, F16, BF16, Q8_0, Q5_1, Q5_0, Q4_1, Q4_0 -> true;
                case IQ4_NL -> iq4Nl;
                default -> false;
            };
        }
    }

    /** Kernels of {@code ggml-sycl/fattn.cpp} ({@code ggml_sycl_get_best_fattn_kernel}) as they are built by default. */
    record Sycl() implements AttentionKernels {
        @Override
        public boolean run(Tensor attention) {
            Tensor keys = attention.source(1);
            Tensor values = attention.source(2);
            boolean shares = attention.source(0).ne2() / keys.ne2() >= 2 && attention.sources() > 3;
            boolean heads = switch ((int) keys.ne0()) {
                case 40, 64, 72, 80, 96, 112, 128, 256, 512 -> values.ne0() == keys.ne0();
                case 576 -> values.ne0() == 512 && shares;
                default -> false;
            };
            return heads && keys.type() == values.type() && type(keys.type());
        }

        private static boolean type(GgmlType type) {
            return switch (type) {
                case F32, F16, BF16, Q4_0, Q8_0 -> true;
                default -> false;
            };
        }
    }
}

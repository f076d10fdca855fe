package dev.llmfit.sizing.backend;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.backend.BackendProfile.Scratch;

/**
 * The backends' rules, one line of data each.
 *
 * <p>Sources, all of llama.cpp b11434: {@code ggml_backend_*_buffer_type_get_alignment}, {@code _get_max_size},
 * {@code _get_alloc_size} and {@code _device_offload_op} of each backend.
 */
final class BackendProfiles {
    private static final long UNLIMITED = Long.MAX_VALUE;

    /** Vulkan allocates a suballocation block at a time, by default of this size ({@code ggml-vulkan.cpp}). */
    private static final long GIB = 1L << 30;

    private static final int NEVER = Integer.MAX_VALUE;

    /**
     * Least tokens for which a GPU takes products with host weights ({@code _device_offload_op}: {@code
     * min_batch_size}).
     */
    private static final int OFFLOAD_BATCH = 32;

    private static final NodeOrder CUDA_ORDER = new CudaOrder();
    private static final NodeOrder VULKAN_ORDER = new VulkanOrder();
    private static final NodeOrder METAL_ORDER = new MetalOrder();

    private BackendProfiles() {}

    static BackendProfile of(Backend backend, EngineBuild build) {
        Scratch copies = build.has(EngineSwitch.KEEPS_ATTENTION_SCRATCH) ? Scratch.F16_COPIES : Scratch.NONE;
        Scratch metal = build.has(EngineSwitch.COPIES_KEYS_ON_METAL) ? Scratch.METAL_WITH_COPIES : Scratch.METAL;
        NodeOrder same = NodeOrder.UNCHANGED;
        NodeOrder cuda = build.has(EngineSwitch.ORDERS_CUDA_NODES) ? CUDA_ORDER : same;
        NodeOrder vulkan = build.has(EngineSwitch.ORDERS_VULKAN_NODES) ? VULKAN_ORDER : same;
        NodeOrder metalOrder = build.has(EngineSwitch.ORDERS_METAL_NODES) ? METAL_ORDER : same;
        AttentionKernels all = AttentionKernels.ALL;
        AttentionKernels onCuda = new AttentionKernels.Cuda(build.has(EngineSwitch.CONVERTS_CACHES_ON_CUDA));
        AttentionKernels onVulkan = new AttentionKernels.Vulkan(build.has(EngineSwitch.READS_IQ4_NL_ON_VULKAN));
        AttentionKernels onMetal = new AttentionKernels.Metal(build.has(EngineSwitch.WANTS_SHORTER_VALUES_ON_METAL));
        AttentionKernels onSycl = new AttentionKernels.Sycl();
        return switch (backend) {
            case CPU -> new BackendProfile(32, UNLIMITED, false, 1, Scratch.NONE, all, same, NEVER);
            case REFERENCE -> new BackendProfile(128, UNLIMITED, true, 512, copies, all, same, OFFLOAD_BATCH);
            case CUDA, ROCM -> new BackendProfile(128, UNLIMITED, true, 512, copies, onCuda, cuda, OFFLOAD_BATCH);
            case VULKAN -> new BackendProfile(16, GIB, true, 1, Scratch.NONE, onVulkan, vulkan, OFFLOAD_BATCH);
            case METAL -> new BackendProfile(32, UNLIMITED, false, 1, metal, onMetal, metalOrder, OFFLOAD_BATCH);
            case SYCL -> new BackendProfile(128, UNLIMITED, true, 512, copies, onSycl, same, OFFLOAD_BATCH);
            case RPC -> new BackendProfile(128, UNLIMITED, false, 512, copies, all, same, NEVER);
        };
    }
}

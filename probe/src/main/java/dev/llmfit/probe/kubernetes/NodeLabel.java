package dev.llmfit.probe.kubernetes;

/**
 * Labels of a node that say what a model server may use there. Sizes are whole numbers, so that a node affinity compares them with
 * {@code Gt}.
 */
public enum NodeLabel {
    /** GPUs that run models. */
    GPU_COUNT("gpu.count"),
    /** What a runtime may use of the smallest of them with nothing else running, MiB. */
    GPU_MEMORY("gpu.memory-mib"),
    /** What drives them, as llama.cpp names it: {@code cuda}, {@code rocm}, {@code vulkan} … */
    GPU_BACKEND("gpu.backend"),
    /** The first of them by its id in the hardware database, else by what its driver calls it. */
    GPU_NAME("gpu.name"),
    /** Compute capability or shader model of the first, for example {@code 8.9} or {@code gfx1100}. */
    GPU_COMPUTE("gpu.compute"),
    /** Nominal read bandwidth of the slowest of them, 10^9 bytes per second. */
    GPU_BANDWIDTH("gpu.bandwidth-gbps"),
    /** What a runtime may use of the host's memory with nothing else running, MiB. */
    RAM_MEMORY("ram.memory-mib"),
    /** Read bandwidth of the host's memory, measured or else nominal, 10^9 bytes per second. */
    RAM_BANDWIDTH("ram.bandwidth-gbps"),
    /** Threads that llama.cpp would use by default. */
    CPU_THREADS("cpu.threads");

    /** The domain of the project's packages; Node Feature Discovery takes names of any domain but Kubernetes' own. */
    private static final String DOMAIN = "llmfit.dev/";

    private final String word;

    NodeLabel(String word) {
        this.word = word;
    }

    /** Returns the whole key of the label. */
    public String key() {
        return DOMAIN + word;
    }
}

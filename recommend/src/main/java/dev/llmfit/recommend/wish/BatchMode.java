package dev.llmfit.recommend.wish;

/**
 * How prompts are processed: the physical batch, and whether weights that lie on the host are copied to a GPU for it, as llama.cpp does
 * unless it is told {@code --no-op-offload}.
 */
public enum BatchMode {
    /** llama.cpp's defaults. */
    USUAL(512, true),
    /** A larger batch, for prompts with weights on the host. */
    LARGE(2048, true),
    /** A still larger one, llama.cpp's usual logical batch twice. */
    LARGEST(4096, true),
    /** A smaller batch, which takes less memory and makes prompts slower. */
    SMALL(128, true),
    /** GPUs left alone, because not even their share of a launch on the host fits them. */
    HOST(512, false),
    /** Both. */
    SMALL_HOST(128, false);

    private final int ubatch;
    private final boolean opOffload;

    BatchMode(int ubatch, boolean opOffload) {
        this.ubatch = ubatch;
        this.opOffload = opOffload;
    }

    public int ubatch() {
        return ubatch;
    }

    public boolean opOffload() {
        return opOffload;
    }

    public boolean large() {
        return ubatch > USUAL.ubatch;
    }

    public boolean small() {
        return ubatch < USUAL.ubatch;
    }
}

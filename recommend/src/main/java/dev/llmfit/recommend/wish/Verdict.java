package dev.llmfit.recommend.wish;

/** Where the weights of a launch lie. */
public enum Verdict {
    /** Everything on the GPUs. */
    FULL_GPU("full-gpu"),
    /** All layers on the GPUs, the experts of some in RAM. */
    MOE_OFFLOAD("moe-offload"),
    /** Some layers on the GPUs, the rest in RAM. */
    PARTIAL_GPU("partial-gpu"),
    /** Everything in RAM. */
    CPU("cpu"),
    /** It does not fit. */
    NO_FIT("no-fit");

    private final String id;

    Verdict(String id) {
        this.id = id;
    }

    /** Returns the name in JSON and rules. */
    public String id() {
        return id;
    }
}

package dev.llmfit.sizing.vllm.speed;

import dev.llmfit.sizing.speed.FirstToken;
import dev.llmfit.sizing.speed.Span;
import dev.llmfit.sizing.speed.SpeedConstants;
import dev.llmfit.sizing.speed.SpeedDevice;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Amount;
import dev.llmfit.units.KnowledgeFiles;

/**
 * Time of a step of vLLM on GPUs of one kind, with CUDA graphs.
 *
 * <p>A step of generation reads dense weights, the experts that some request of the batch takes, and each request's cache, and pays for
 * each layer; a prompt is multiplied, attends, reads experts and streams activations. Prices are fitted to kernel tables of AISimulate
 * ({@code bench/vllm-speed/fit} has the same formulas, and the error on GPUs that a fit has not seen), which are no measurements of
 * servers: scheduling, sampling and the network come on top. Pipeline stages are not counted: each waits for the one before.
 */
public final class StepTime {
    /** What all numbers of this class rest on, for people. */
    public static final String BASIS = "kernel tables, not servers";

    /** Operations of a multiplication and its addition. */
    private static final int PRODUCT = 2;

    /** Bytes of an element of the residual stream, bfloat16. */
    private static final int ELEMENT = 2;

    private static final SpeedConstants PRICES =
            SpeedConstants.of(KnowledgeFiles.text(StepTime.class, "kernel-constants.csv"));

    private final StepWork work;
    private final SpeedDevice device;

    /**
     * Creates the times of a launch.
     *
     * @param work of one GPU
     * @param device the GPU; all are of this kind
     */
    public StepTime(StepWork work, SpeedDevice device) {
        this.work = work;
        this.device = device;
    }

    /**
     * Returns the seconds of a step in which each request of a batch gets one token.
     *
     * @param batch requests at once
     * @param context tokens that each has in its cache
     */
    public Span step(int batch, int context) {
        Amount.count(batch, "batch");
        double read = work.denseBytes() * PRICES.get("decode.dense")
                + work.experts().bytes() * work.experts().hit(batch) * PRICES.get("decode.experts")
                + batch * work.cache().read(context) * PRICES.get("decode.cache");
        double layer = PRICES.get("decode.layer")
                + (work.gpus() > 1 ? PRICES.get("decode.together") : 0)
                + (work.latent() ? PRICES.get("decode.latent") : 0);
        double routed = PRICES.get("decode.routed") + PRICES.get("decode.row") * batch;
        return around(
                "decode",
                read / device.bandwidth()
                        + work.layers() * layer
                        + work.experts().layers() * routed);
    }

    /** Returns tokens per second of one request among a batch. */
    public SpeedRange each(int batch, int context) {
        Span step = step(batch, context);
        return new SpeedRange(1 / step.high(), 1 / step.mid(), 1 / step.low());
    }

    /** Returns tokens per second of all requests of a batch together. */
    public SpeedRange total(int batch, int context) {
        SpeedRange each = each(batch, context);
        return new SpeedRange(batch * each.low(), batch * each.mid(), batch * each.high());
    }

    /** Returns tokens per second at which one prompt of so many tokens is read. */
    public SpeedRange prompt(int tokens) {
        Amount.count(tokens, "tokens");
        double rate = work.eightBit() ? device.int8Ops() : device.fp16Flops();
        double stream = (double) work.layers() * tokens * work.width() * ELEMENT;
        double seconds = (double) PRODUCT * work.weights() * tokens / rate * PRICES.get("prefill.products")
                + PRODUCT * work.cache().products(tokens) / device.fp16Flops() * PRICES.get("prefill.attention")
                + work.experts().bytes()
                        * work.experts().hit(tokens)
                        / device.bandwidth()
                        * PRICES.get("prefill.loaded")
                + stream / device.bandwidth() * PRICES.get("prefill.streamed")
                + (work.gpus() > 1 ? stream * PRICES.get("prefill.exchanged") : 0);
        Span span = around("prefill", seconds);
        return new SpeedRange(tokens / span.high(), tokens / span.mid(), tokens / span.low());
    }

    /** Returns the wait for the first token of the last of some prompts that come together. */
    public FirstToken firstToken(int prompt, int together) {
        return FirstToken.of(prompt, together, prompt(prompt));
    }

    private static Span around(String part, double seconds) {
        return new Span(seconds * PRICES.get(part + ".time.low"), seconds, seconds * PRICES.get(part + ".time.high"));
    }
}

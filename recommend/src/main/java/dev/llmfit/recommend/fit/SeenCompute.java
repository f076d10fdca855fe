package dev.llmfit.recommend.fit;

import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;

/**
 * The smallest compute buffers of launches of one model with one context, cache and physical batch, less what copies of host weights
 * take of them. What is left is much the same for every file type, so that a launch that is not sized yet takes about as much. For one
 * thread.
 */
public final class SeenCompute {
    /** Share of a compute buffer that another placement or file type needs at least. Found by trial over the mixtures of the catalogue. */
    private static final double LEAST = 0.75;

    private final SeenCompute like;
    private final double times;
    private long rest = Long.MAX_VALUE;

    /** Creates buffers of which nothing is known. */
    public SeenCompute() {
        this.like = this;
        this.times = 1;
    }

    private SeenCompute(SeenCompute like, double times) {
        this.like = like;
        this.times = times;
    }

    /**
     * Returns the buffers of the same launches with another physical batch, of which nothing is known by itself. Activations grow with
     * the batch; what does not grow is an F16 copy of a quantized cache.
     *
     * @param tokens its tokens beside those of this batch, a ratio
     */
    public SeenCompute ofBatch(double tokens, boolean plainCache) {
        return new SeenCompute(this, plainCache ? tokens : Math.min(1, tokens));
    }

    /**
     * Learns from an exact size. Without flash attention nothing is learned: it may be on for another number of layers, and then buffers
     * are much smaller.
     *
     * @param copy bytes of the largest weight on the host that the first device copies
     */
    public void learn(LaunchOptions options, Estimate estimate, long copy) {
        for (int d = 0; d < estimate.devices().size() && estimate.flashAttn(); d++) {
            if (estimate.layerDevice().contains(d)) {
                boolean copies = d == 0 || options.splitMode() == LaunchOptions.SplitMode.NONE;
                long compute = estimate.devices().get(d).compute().count();
                rest = Math.min(rest, Math.max(0, compute - (copies ? copy : 0)));
            }
        }
    }

    /** Returns what other launches take for compute buffers at least, beside copies of weights; 0 if none was seen. */
    public long reserved() {
        return (long) (guess(1) * LEAST);
    }

    /** Returns what so many devices take about for compute buffers, beside copies of weights; 0 if nothing was seen. */
    public long guess(int devices) {
        if (rest != Long.MAX_VALUE) {
            return Math.multiplyExact(rest, (long) devices);
        }
        return like == this ? 0 : (long) (like.guess(devices) * times);
    }
}

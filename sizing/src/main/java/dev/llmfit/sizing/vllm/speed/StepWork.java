package dev.llmfit.sizing.vllm.speed;

import dev.llmfit.units.Amount;

/**
 * What one GPU of a launch reads and multiplies in a step of vLLM, after tensor parallelism has split the model.
 *
 * @param gpus GPUs that split each layer, {@code --tensor-parallel-size}
 * @param denseBytes bytes of weights that every step reads; an embedding that is not the head too is not among them
 * @param experts routed experts of all layers; {@link Experts#NONE} for a dense model
 * @param weights weights that one token is multiplied with
 * @param layers layers
 * @param latent whether attention is latent (MLA)
 * @param width elements of the residual stream, {@code n_embd}
 * @param cache what attention reads
 * @param eightBit whether matrix products run on 8-bit tensor cores: FP8 weights on cards since Ada
 */
public record StepWork(
        int gpus,
        long denseBytes,
        Experts experts,
        long weights,
        int layers,
        boolean latent,
        long width,
        Cache cache,
        boolean eightBit) {
    public StepWork {
        Amount.count(gpus, "gpus");
        Amount.count(layers, "layers");
        if (denseBytes <= 0 || weights <= 0 || width <= 0) {
            throw new IllegalArgumentException("a step reads and multiplies something");
        }
    }

    /**
     * Routed experts.
     *
     * @param bytes of all of them on one GPU
     * @param count experts of a layer
     * @param used experts of a layer that a token takes
     * @param layers layers that have some
     */
    public record Experts(long bytes, int count, int used, int layers) {
        /** A dense model. */
        public static final Experts NONE = new Experts(0, 0, 0, 0);

        public Experts {
            if (bytes < 0 || layers < 0 || used < 0 || used > count) {
                throw new IllegalArgumentException("not experts: " + used + " of " + count);
            }
        }

        /** Returns the share of the experts that some of so many tokens take, if each takes them independently of the others. */
        double hit(int tokens) {
            return count == 0 ? 0 : 1 - Math.pow(1 - (double) used / count, tokens);
        }
    }

    /**
     * Keys and values of a request.
     *
     * @param fullBytes bytes per token in layers that see all tokens
     * @param windowBytes bytes per token in layers with a window
     * @param fullWidth multiplications of a token with one before it, in layers that see all: heads x (key + value width), summed
     * @param windowWidth the same of layers with a window
     * @param window tokens that a window holds; 0 without windows
     * @param stateBytes bytes of recurrent states, whatever the context; each step reads and writes them
     */
    public record Cache(
            long fullBytes, long windowBytes, long fullWidth, long windowWidth, long window, long stateBytes) {
        public Cache {
            if (fullBytes < 0 || stateBytes < 0 || windowBytes < 0 || fullWidth < 0 || windowWidth < 0 || window < 0) {
                throw new IllegalArgumentException("bytes and widths of a cache are 0 or more");
            }
        }

        /** Returns the bytes that one request reads for a token with so many before it. */
        double read(int context) {
            return (double) fullBytes * context + (double) windowBytes * Math.min(context, window) + 2.0 * stateBytes;
        }

        /** Returns the multiplications of attention in which a prompt is read; each token sees half of it on average. */
        double products(int tokens) {
            double seen = tokens / 2.0;
            return (fullWidth * seen + windowWidth * Math.min(seen, (double) window)) * tokens;
        }
    }
}

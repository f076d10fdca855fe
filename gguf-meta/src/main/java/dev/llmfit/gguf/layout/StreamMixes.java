package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/**
 * Several residual streams, mixed before and after each half of a layer ({@code hyper_connection.*}).
 *
 * @param streams residual streams
 */
record StreamMixes(long streams) {
    /** Scales of a mix: of what is read, of what is written, of the streams among each other ({@code hc_attn_scale}). */
    private static final int SCALES = 3;

    /** {@code hc_sinkhorn_iters} of GLM 5.3 Flash and DeepSeek V4; no size depends on it. */
    private static final int ITERATIONS = 20;

    /** {@code hc_eps} of the same models. */
    private static final double EPSILON = 1e-6;

    /** Reads the field {@code hyper_connections} of a model. */
    static StreamMixes of(AuditedFields f) {
        return new StreamMixes(f.integer("hyper_connections"));
    }

    /** Writes their keys. */
    void metadata(HeaderBuilder h) {
        h.set("hyper_connection.count", streams);
        h.set("hyper_connection.sinkhorn_iterations", ITERATIONS);
        h.set("hyper_connection.epsilon", EPSILON);
    }

    /** Adds the mixes of one layer. */
    void layer(HeaderBuilder h, String block, long nEmbd) {
        long mixed = (2 + streams) * streams;
        for (String half : new String[] {"hc_attn", "hc_ffn"}) {
            h.tensor(block + half + "_fn.weight", streams * nEmbd, mixed);
            h.tensor(block + half + "_base.weight", mixed);
            h.tensor(block + half + "_scale.weight", SCALES);
        }
    }
}

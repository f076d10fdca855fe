package dev.llmfit.sizing.builder;

import dev.llmfit.gguf.arch.HyperParameters;

/** Inputs of the caches of a model: one, or one for full-attention and one for sliding-window layers. */
public final class AttentionInputs {
    private final HyperParameters hp;
    private final AttentionInput base;
    private final AttentionInput window;

    AttentionInputs(GraphBuilder b) {
        this.hp = b.hp();
        boolean sliding = b.memory().hasWindow();
        this.base = new AttentionInput(b, b.memory().base(), sliding);
        this.window = sliding ? new AttentionInput(b, b.memory().window(), true) : base;
    }

    private AttentionInputs(HyperParameters hp, AttentionInput base, AttentionInput window) {
        this.hp = hp;
        this.base = base;
        this.window = window;
    }

    /** Makes the inputs of a model that attends within the batch only ({@code build_attn_inp_no_cache}). */
    static AttentionInputs withoutCache(GraphBuilder b) {
        AttentionInput base = AttentionInput.withoutCache(b);
        AttentionInput window = b.hp().window().isPresent() ? AttentionInput.withoutCache(b) : base;
        return new AttentionInputs(b.hp(), base, window);
    }

    /** Returns the input of a layer. */
    public AttentionInput of(int il) {
        return hp.isSwa(il) ? window : base;
    }
}

package dev.llmfit.sizing.builder;

import dev.llmfit.gguf.HyperParameters;

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

    /** Returns the input of a layer. */
    public AttentionInput of(int il) {
        return hp.isSwa(il) ? window : base;
    }
}

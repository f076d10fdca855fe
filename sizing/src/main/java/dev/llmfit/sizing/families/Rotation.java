package dev.llmfit.sizing.families;

import dev.llmfit.gguf.arch.HyperParameters;

/** Which layers rotate queries and keys by position. */
@FunctionalInterface
interface Rotation {
    /** In every layer. */
    Rotation ALWAYS = (hp, il) -> true;

    /** In no layer. */
    Rotation NEVER = (hp, il) -> false;

    /** In all but every n-th layer ({@code n_no_rope_layer_step}). */
    Rotation EXCEPT_EVERY_NTH = (hp, il) -> hp.rope().rotatesAt(il + 1);

    /** In sliding-window layers. */
    Rotation IN_WINDOWS = HyperParameters::isSwa;

    /** In sliding-window layers, or everywhere in a model without them. */
    Rotation IN_WINDOWS_IF_ANY = (hp, il) -> hp.isSwa(il) || hp.window().isEmpty();

    /** As the metadata says. */
    Rotation BY_METADATA = (hp, il) -> hp.rope().layers().contains(il);

    /** Returns whether a layer rotates. */
    boolean appliesTo(HyperParameters hp, int il);
}

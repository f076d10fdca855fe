package dev.llmfit.sizing.engines;

import dev.llmfit.json.AuditedFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parts that not every model has, as its catalogue entry tells them.
 *
 * @param experts routed experts
 * @param latent latent attention (MLA)
 * @param indexer of sparse attention
 * @param recurrent state-space layers and gated delta nets
 * @param shortConvolution taps of the short convolution of LFM2's layers; 0 without
 * @param deltaHead head size of Kimi's delta attention; 0 without
 * @param tower what sees images
 * @param towerParameters weights of towers and projectors whose shape is not told
 */
public record EngineParts(
        Optional<Experts> experts,
        Optional<Latent> latent,
        Optional<Indexer> indexer,
        Optional<Recurrent> recurrent,
        int shortConvolution,
        int deltaHead,
        Optional<Tower> tower,
        long towerParameters) {

    /**
     * Routed experts.
     *
     * @param count in a layer
     * @param used for a token
     * @param ff width of one
     * @param sharedCount shared experts of the same width
     * @param sharedFf width of all shared ones, where it is told; else 0
     * @param leadDense first layers that have none
     */
    public record Experts(long count, long used, long ff, long sharedCount, long sharedFf, long leadDense) {
        static Experts of(AuditedFields f) {
            return new Experts(
                    f.integer("count"),
                    f.integer("used", 1),
                    f.integer("ff", 0),
                    f.integer("shared_count", 0),
                    f.integer("shared_ff", 0),
                    f.integer("lead_dense", 0));
        }
    }

    /**
     * Latent attention.
     *
     * @param qRank width of the compressed query; 0 if it is not compressed
     * @param kvRank width of the compressed keys and values
     * @param rotated dimensions of a key that are rotated
     * @param plain dimensions of a key that are not
     * @param value width of a value
     */
    public record Latent(long qRank, long kvRank, long rotated, long plain, long value) {
        static Latent of(AuditedFields f) {
            return new Latent(
                    f.integer("q_lora_rank", 0),
                    f.integer("kv_lora_rank"),
                    f.integer("qk_rope_dim"),
                    f.integer("qk_nope_dim", 0),
                    f.integer("v_head_dim", 0));
        }
    }

    /**
     * The indexer of sparse attention.
     *
     * @param heads of its queries
     * @param head width of one
     * @param fullLayers layers that have one of their own; empty if all have
     */
    public record Indexer(long heads, long head, List<Long> fullLayers) {
        public Indexer {
            fullLayers = List.copyOf(fullLayers);
        }

        static Indexer of(AuditedFields f) {
            return new Indexer(f.integer("heads"), f.integer("head_dim"), f.integers("full_layers"));
        }
    }

    /**
     * Recurrent layers.
     *
     * @param convolution taps
     * @param inner width of all heads; 0 where it follows from others
     * @param state width of a head's state
     * @param heads heads of values, {@code time_step_rank}
     * @param groups heads of keys
     * @param stateBytes bytes of an element of the state as the published configuration asks for it; 2 if it does not
     */
    public record Recurrent(long convolution, long inner, long state, long heads, long groups, int stateBytes) {
        static Recurrent of(AuditedFields f, int stateBytes) {
            return new Recurrent(
                    f.integer("conv_kernel", 0),
                    f.integer("inner_size", 0),
                    f.integer("state_size", 0),
                    f.integer("time_step_rank", 0),
                    f.integer("group_count", 0),
                    stateBytes);
        }
    }

    /**
     * A vision tower.
     *
     * @param kind which one, as in the catalogue
     * @param hidden width of its stream
     * @param layers of its encoder
     * @param ff width of its feed-forward network
     * @param out width of the text model that it feeds
     * @param deepstack layers of the text model that get a projection of their own
     * @param patch side of a patch in pixels; 0 if it is the kind's usual one
     * @param image side of an image in pixels; 0 if that is not fixed
     * @param merges whether patches are merged before the projector
     * @param projectorBias whether the projector has biases
     * @param head width of a head; 0 if it is the kind's usual one
     * @param standardised whether patches are shifted and scaled
     */
    public record Tower(
            String kind,
            long hidden,
            long layers,
            long ff,
            long out,
            long deepstack,
            long patch,
            long image,
            boolean merges,
            boolean projectorBias,
            long head,
            boolean standardised) {
        static Tower of(AuditedFields f) {
            return new Tower(
                    f.text("kind"),
                    f.integer("hidden"),
                    f.integer("layers"),
                    f.integer("ff"),
                    f.integer("out"),
                    f.integer("deepstack", 0),
                    f.integer("patch", 0),
                    f.integer("image", 0),
                    f.flag("merge"),
                    f.flag("proj_bias"),
                    f.integer("heads_dim", 0),
                    f.flag("std"));
        }
    }

    /** Bytes of an element of type float32, and of one in 16 bits. */
    private static final int WIDE = 4;

    private static final int NARROW = 2;

    /** Returns the same with states of 32 or of 16 bits. */
    EngineParts withState(boolean wide) {
        return new EngineParts(
                experts,
                latent,
                indexer,
                recurrent.map(r -> new Recurrent(
                        r.convolution(), r.inner(), r.state(), r.heads(), r.groups(), wide ? WIDE : NARROW)),
                shortConvolution,
                deltaHead,
                tower,
                towerParameters);
    }

    static EngineParts of(AuditedFields fields) {
        int state = fields.optionalText("mamba_ssm_dtype").orElse("").equals("float32") ? WIDE : NARROW;
        long tower = 0;
        for (AuditedFields extra : fields.sections("extras")) {
            if (extra.text("what").toLowerCase(Locale.ROOT).contains("vision")) {
                tower += extra.integer("parameters");
            }
        }
        return new EngineParts(
                fields.optionalSection("moe").map(Experts::of),
                fields.optionalSection("mla").map(Latent::of),
                fields.optionalSection("indexer").map(Indexer::of),
                fields.optionalSection("ssm").map(f -> Recurrent.of(f, state)),
                (int) fields.integer("shortconv_cache", 0),
                (int) fields.integer("kda_head_dim", 0),
                fields.optionalSection("vision_tower").map(Tower::of),
                tower);
    }
}

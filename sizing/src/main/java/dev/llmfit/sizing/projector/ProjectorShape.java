package dev.llmfit.sizing.projector;

import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.units.Amount;
import java.util.Arrays;
import java.util.List;

/**
 * The hyper-parameters of a vision projector and the image that llama.cpp warms it up with.
 *
 * <p>Source: {@code clip_model_loader::load_hparams} in {@code tools/mtmd/clip.cpp}.
 *
 * @param kind how its graph is built
 * @param imageSize width and height of the warm-up image in pixels
 * @param patch width and height of a patch in pixels
 * @param width of the encoder
 * @param heads of its attention
 * @param layers of the encoder
 * @param merge patches joined per side
 * @param windowPattern every how many layers attention sees the whole image; 0 for always
 * @param featureLayers layers whose input is part of the result; usually none
 */
record ProjectorShape(
        Kind kind,
        int imageSize,
        int patch,
        int width,
        int heads,
        int layers,
        int merge,
        int windowPattern,
        List<Long> featureLayers) {
    ProjectorShape {
        if (imageSize < 1 || patch < 1 || width < 1 || heads < 1 || layers < 1 || merge < 1) {
            throw new IllegalArgumentException("a projector of no image, patch, width, head, layer or merge");
        }
        Amount.count(windowPattern, "windowPattern");
        featureLayers = List.copyOf(featureLayers);
    }

    /** {@code projector_type} as far as its graph is described here. */
    enum Kind {
        GEMMA3("gemma3", 4),
        GEMMA4V("gemma4v", 3),
        IDEFICS3("idefics3", 1),
        LFM2("lfm2", 1),
        MLP("mlp", 1),
        QWEN2VL("qwen2vl_merger", 2),
        QWEN25VL("qwen2.5vl_merger", 2),
        QWEN3VL("qwen3vl_merger", 2),
        PIXTRAL("pixtral", 1),
        INTERNVL("internvl", 1);

        private final String id;
        private final int merge;

        Kind(String id, int merge) {
            this.id = id;
            this.merge = merge;
        }

        static Kind of(String id) {
            return Arrays.stream(values())
                    .filter(kind -> kind.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> new UnsupportedArchitectureException("projector type", id));
        }
    }

    /** A side of the warm-up image of qwen in tokens ({@code set_warmup_n_tokens}). */
    private static final int QWEN_TOKENS = 46;

    /** The same for pixtral, lfm2 and gemma4. */
    private static final int FEW_TOKENS = 16;

    static ProjectorShape of(Model model) {
        Metadata metadata = model.metadata();
        if (!metadata.bool("clip.has_vision_encoder").orElse(false)) {
            throw new LaunchRefusedException("'" + model.name() + "' has no vision encoder");
        }
        if (metadata.bool("clip.has_audio_encoder").orElse(false)) {
            throw new UnsupportedArchitectureException("projector type", "vision with audio");
        }
        Kind kind = Kind.of(metadata.string("clip.projector_type")
                .or(() -> metadata.string("clip.vision.projector_type"))
                .orElse("none"));
        int patch = required(metadata, "patch_size");
        int merge = Math.toIntExact(metadata.integer(
                        switch (kind) {
                            case QWEN2VL, QWEN25VL, QWEN3VL, PIXTRAL -> "clip.vision.spatial_merge_size";
                            default -> "clip.vision.projector.scale_factor";
                        })
                .orElse(kind.merge));
        int image = switch (kind) {
            case QWEN2VL, QWEN25VL, QWEN3VL -> Math.multiplyExact(QWEN_TOKENS * patch, merge);
            case PIXTRAL, LFM2, GEMMA4V -> Math.multiplyExact(FEW_TOKENS * patch, merge);
            default -> required(metadata, "image_size");
        };
        required(metadata, "projection_dim"); // clip.cpp refuses a file without it
        return new ProjectorShape(
                kind,
                image,
                patch,
                required(metadata, "embedding_length"),
                required(metadata, "attention.head_count"),
                required(metadata, "block_count"),
                merge,
                Math.toIntExact(metadata.integer("clip.vision.n_wa_pattern").orElse(0)),
                metadata.integers("clip.vision.feature_layer").stream()
                        .flatMap(layers -> Arrays.stream(layers).boxed())
                        .toList());
    }

    private static int required(Metadata metadata, String key) {
        long value = metadata.integer("clip.vision." + key)
                .orElseThrow(() -> new LaunchRefusedException("the projector has no clip.vision." + key));
        if (value <= 0 || value > 1 << 20) {
            throw new LaunchRefusedException("the projector's clip.vision." + key + " is " + value);
        }
        return (int) value;
    }

    /** Returns the patches along one side of the image. */
    int side() {
        return imageSize / patch;
    }

    /** Returns the patches of the image. */
    int patches() {
        return side() * side();
    }
}

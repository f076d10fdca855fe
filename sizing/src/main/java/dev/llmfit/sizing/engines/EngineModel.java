package dev.llmfit.sizing.engines;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.checkpoint.Checkpoint;
import dev.llmfit.gguf.checkpoint.CheckpointException;
import dev.llmfit.gguf.checkpoint.StoredWeights;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model as engines other than llama.cpp are asked about it: its checkpoint's shape, and its tensors under GGUF's names. Immutable.
 *
 * @param id of the catalogue
 * @param architecture llama.cpp's name of it
 * @param trunk tensors of the text model laid out in 16 bits, without layers for next-token prediction
 * @param whole the same with those layers; equal to {@code trunk} where there are none
 * @param layers heads, widths and windows of each layer
 * @param parts experts, latent attention, recurrent layers and tower, where there are some
 * @param traits single facts
 * @param stored how a checkpoint stores its matrices, where one was read; empty for a model of the catalogue
 */
public record EngineModel(
        String id,
        String architecture,
        Model trunk,
        Model whole,
        EngineLayers layers,
        EngineParts parts,
        Traits traits,
        Optional<StoredWeights> stored) {

    /**
     * Single facts of a checkpoint.
     *
     * @param width of the residual stream
     * @param vocabulary tokens
     * @param context positions that it was trained for
     * @param tied whether the embedding is also the head
     * @param rotated dimensions of a head that are rotated; 0 without rotation
     * @param nextTokenLayers layers for next-token prediction
     * @param attentionInterval every so manieth layer has full attention, the others are recurrent; 0 where that is not so
     * @param layerPattern a letter for each layer, as Nemotron H writes them; empty elsewhere
     * @param nativeType type in which some tensors are published, for example {@code MXFP4}; empty elsewhere
     * @param keysAreValues whether layers with full attention have one matrix for keys and values
     * @param repository where the checkpoint is published, {@code ORG/NAME}; empty if that is not known
     */
    public record Traits(
            long width,
            long vocabulary,
            int context,
            boolean tied,
            long rotated,
            int nextTokenLayers,
            int attentionInterval,
            String layerPattern,
            String nativeType,
            boolean keysAreValues,
            String repository) {
        /** Names that shells and units read as one word, as all of Hugging Face are. */
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][\\w.-]*/[\\w.-]+");

        static Traits of(AuditedFields fields) {
            return new Traits(
                    fields.integer("n_embd"),
                    fields.integer("n_vocab"),
                    (int) Math.min(Integer.MAX_VALUE, fields.integer("n_ctx_train")),
                    fields.flag("tied_embeddings"),
                    fields.integer("rope_dim", 0),
                    (int) fields.integer("mtp_layers", 0),
                    (int) fields.integer("full_attention_interval", 0),
                    fields.optionalText("layer_pattern").orElse(""),
                    fields.optionalText("native_type").orElse(""),
                    fields.flag("full_layers_share_kv_weight"),
                    fields.optionalText("hf_repo").orElse(""));
        }

        /** Returns the same of a checkpoint. */
        Traits of(int positions, String name) {
            return new Traits(
                    width,
                    vocabulary,
                    positions,
                    tied,
                    rotated,
                    nextTokenLayers,
                    attentionInterval,
                    layerPattern,
                    nativeType,
                    keysAreValues,
                    name);
        }

        /** Returns the repository; empty if none is known, or what is called so is no name of one. */
        public Optional<String> published() {
            return NAME.matcher(repository).matches() ? Optional.of(repository) : Optional.empty();
        }
    }

    /** Returns the model of a catalogue entry. */
    public static EngineModel of(CatalogueEntry entry) {
        AuditedFields fields = AuditedFields.of(entry.id(), entry.shape(), Complaints.thrown("", FieldsException::new));
        Model trunk = entry.modelWithoutNextTokenLayers();
        return new EngineModel(
                entry.id(),
                fields.text("architecture"),
                trunk,
                entry.nextTokenLayers() > 0 ? entry.modelWithNextTokenLayers() : trunk,
                EngineLayers.of(fields),
                EngineParts.of(fields),
                Traits.of(fields),
                Optional.empty());
    }

    /**
     * Returns the model as a checkpoint has it.
     *
     * @param checkpoint what was read
     * @throws CheckpointException if its tensors are not those of this model
     */
    public EngineModel in(Checkpoint checkpoint) throws CheckpointException {
        StoredWeights weights = StoredWeights.of(checkpoint, whole);
        int context = checkpoint
                .setting("max_position_embeddings")
                .map(v -> v.asNumber().orElse(0))
                .filter(n -> n >= 1 && n <= Integer.MAX_VALUE)
                .map(Double::intValue)
                .orElse(traits.context());
        Optional<String> state = checkpoint.setting("mamba_ssm_dtype").flatMap(JsonValue::asText);
        return new EngineModel(
                checkpoint.name(),
                architecture,
                trunk,
                whole,
                layers,
                state.map(type -> parts.withState(type.equals("float32"))).orElse(parts),
                traits.of(context, checkpoint.name()),
                Optional.of(weights));
    }

    /** Returns what belongs to routed experts. */
    public Optional<EngineParts.Experts> experts() {
        return parts.experts();
    }

    /** Returns what belongs to latent attention. */
    public Optional<EngineParts.Latent> latent() {
        return parts.latent();
    }

    /** Returns the recurrent part. */
    public Optional<EngineParts.Recurrent> recurrent() {
        return parts.recurrent();
    }

    /** Returns the vision tower. */
    public Optional<EngineParts.Tower> tower() {
        return parts.tower();
    }
}

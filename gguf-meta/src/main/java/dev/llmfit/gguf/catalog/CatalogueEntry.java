package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.arch.Fields;
import java.util.Optional;

/**
 * A model of the catalogue: its summary and the fields its tensors follow from.
 *
 * @param summary what lists show
 * @param fields all fields, as in the catalogue's YAML
 */
public record CatalogueEntry(ModelSummary summary, Fields fields) {

    /** Returns the id, for example {@code llama3.1-8b}. */
    public String id() {
        return summary.id();
    }

    /** Lays out the F16 file of the text model, without layers for next-token prediction. */
    public Model model() {
        return Architectures.layOut(id(), fields, 0);
    }

    /** Lays out the F16 file with the layers for next-token prediction that the checkpoint has. */
    public Model modelWithNextTokenLayers() {
        return Architectures.layOut(id(), fields, Math.toIntExact(fields.integer("mtp_layers", 0)));
    }

    /** Returns the published number of weights of the checkpoint, vision and audio parts included. */
    public Optional<Long> publishedParameters() {
        return fields.optionalInteger("parameters");
    }

    /** Returns where the shape is from. */
    public Optional<String> source() {
        return fields.optionalText("source");
    }
}

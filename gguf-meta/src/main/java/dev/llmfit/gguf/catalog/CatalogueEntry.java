package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.arch.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A model of the catalogue: its summary and the fields its tensors follow from.
 *
 * @param summary what lists show
 * @param fields all fields, as in the catalogue's YAML
 */
public record CatalogueEntry(ModelSummary summary, Fields fields) {

    /** Words by which the catalogue's entries name what belongs to a projector's file. */
    private static final List<String> PROJECTOR_PARTS =
            List.of("tower", "projector", "merger", "resampler", "connector", "encoder", "conformer", "adapter");

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

    /**
     * Returns the number of weights of the towers and projectors that turn pictures and sound into tokens. llama.cpp keeps them in a
     * file of their own (mmproj). Empty if the model has none, or their number is not known.
     */
    public Optional<Long> projectorParameters() {
        long sum = 0;
        for (Fields extra : fields.sections("extras")) {
            String what = extra.text("what").toLowerCase(Locale.ROOT);
            if (PROJECTOR_PARTS.stream().anyMatch(what::contains)) {
                sum = Math.addExact(sum, extra.integer("parameters"));
            }
        }
        return sum > 0 ? Optional.of(sum) : Optional.empty();
    }

    /** Returns where the shape is from. */
    public Optional<String> source() {
        return fields.optionalText("source");
    }
}

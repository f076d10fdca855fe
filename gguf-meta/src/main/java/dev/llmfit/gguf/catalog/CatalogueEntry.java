package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.layout.Layout;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model of the catalogue: its summary and the shape its tensors follow from.
 *
 * @param summary what lists show
 * @param shape all keys, as in the catalogue's YAML
 */
public record CatalogueEntry(ModelSummary summary, YamlNode.Mapping shape) {

    /** Words by which the catalogue's entries name what belongs to a projector's file. */
    private static final List<String> PROJECTOR_PARTS =
            List.of("tower", "projector", "merger", "resampler", "connector", "encoder", "conformer", "adapter");

    /**
     * Reads an entry and audits it.
     *
     * @throws FieldsException if a field is missing, of the wrong kind or unknown
     */
    static CatalogueEntry of(AuditedFields fields) {
        ModelSummary summary = ModelSummary.of(fields);
        withNextTokenLayers(fields);
        publishedParameters(fields);
        projectorParameters(fields);
        source(fields);
        EntryRemarks.know(fields);
        fields.refuseUnknown();
        return new CatalogueEntry(summary, fields.mapping());
    }

    private AuditedFields fields() {
        return AuditedFields.of(id(), shape, Complaints.thrown("", FieldsException::new));
    }

    /** Returns the id, for example {@code llama3.1-8b}. */
    public String id() {
        return summary.id();
    }

    /** Lays out the F16 file of the text model, without layers for next-token prediction. */
    public Model model() {
        return Architectures.layOut(id(), fields(), 0);
    }

    /** Lays out the F16 file with the layers for next-token prediction that the checkpoint has. */
    public Model modelWithNextTokenLayers() {
        return withNextTokenLayers(fields());
    }

    private static Model withNextTokenLayers(AuditedFields fields) {
        int layers = fields.optionalCount("mtp_layers", Layout.MOST_LAYERS).orElse(0);
        return Architectures.layOut(fields.path(), fields, layers);
    }

    /** Returns the published number of weights of the checkpoint, vision and audio parts included. */
    public Optional<Long> publishedParameters() {
        return publishedParameters(fields());
    }

    private static Optional<Long> publishedParameters(AuditedFields fields) {
        OptionalLong stated = fields.optionalInteger("parameters");
        return stated.isPresent() ? Optional.of(stated.getAsLong()) : Optional.empty();
    }

    /**
     * Returns the number of weights of the towers and projectors that turn pictures and sound into tokens. llama.cpp keeps them in a
     * file of their own (mmproj). Empty if the model has none, or their number is not known.
     */
    public Optional<Long> projectorParameters() {
        return projectorParameters(fields());
    }

    private static Optional<Long> projectorParameters(AuditedFields fields) {
        long sum = 0;
        for (AuditedFields extra : fields.sections("extras")) {
            String what = extra.text("what").toLowerCase(Locale.ROOT);
            long parameters = extra.integer("parameters");
            if (PROJECTOR_PARTS.stream().anyMatch(what::contains)) {
                sum = Math.addExact(sum, parameters);
            }
        }
        return sum > 0 ? Optional.of(sum) : Optional.empty();
    }

    /** Returns where the shape is from. */
    public Optional<String> source() {
        return source(fields());
    }

    private static Optional<String> source(AuditedFields fields) {
        return fields.optionalText("source");
    }
}

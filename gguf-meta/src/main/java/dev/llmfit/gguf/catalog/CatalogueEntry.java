package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.layout.Layout;
import dev.llmfit.gguf.layout.VisionTower;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.YamlNode;
import java.util.Arrays;
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
        NextTokenFiles.of(fields);
        publishedParameters(fields);
        projectorParameters(fields);
        tower(fields);
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

    /** What the published GGUF files of a model do with the checkpoint's layers for next-token prediction. */
    public enum NextTokenFiles {
        /** They keep them; llama.cpp counts them among the layers. */
        KEPT,
        /** Files that keep them are published beside others that do not, in a repository with MTP in its name. */
        OWN_FILES,
        /** They lack them. */
        LEFT_OUT;

        static NextTokenFiles of(AuditedFields fields) {
            fields.optionalText("mtp_files_source");
            Optional<String> stated = fields.optionalText("mtp_files");
            return switch (stated.orElse("left-out")) {
                case "kept" -> KEPT;
                case "own-files" -> OWN_FILES;
                case "left-out" -> LEFT_OUT;
                default -> {
                    fields.complain(
                            "mtp_files", "is '" + stated.orElse("") + "', expected kept, own-files or left-out");
                    yield LEFT_OUT;
                }
            };
        }
    }

    /** Lays out the F16 file of the text model as it is published, with or without layers for next-token prediction. */
    public Model model() {
        return publishedModel(fields());
    }

    /**
     * Lays out the F16 file that a name means: with layers for next-token prediction if it has the word MTP in it, as repositories
     * and tags of files have that keep them ({@code unsloth/Qwen3.6-27B-MTP-GGUF}); else as {@link #model()}.
     */
    public Model modelNamed(String name) {
        return saysMtp(name) && nextTokenLayers() > 0 ? modelWithNextTokenLayers() : model();
    }

    private static boolean saysMtp(String name) {
        return Arrays.asList(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]", -1))
                .contains("mtp");
    }

    /** As {@link #model()}, of an entry's fields. */
    static Model publishedModel(AuditedFields fields) {
        boolean kept = NextTokenFiles.of(fields) == NextTokenFiles.KEPT;
        return kept ? withNextTokenLayers(fields) : Architectures.layOut(fields.path(), fields, 0);
    }

    /** Returns what the published files do with the layers for next-token prediction. */
    public NextTokenFiles nextTokenFiles() {
        return NextTokenFiles.of(fields());
    }

    /** Returns the layers for next-token prediction that the checkpoint has. */
    public int nextTokenLayers() {
        return nextTokenLayers(fields());
    }

    private static int nextTokenLayers(AuditedFields fields) {
        return fields.optionalCount("mtp_layers", Layout.MOST_LAYERS).orElse(0);
    }

    /** Lays out the F16 file of the trunk alone, as {@code convert_hf_to_gguf.py --no-mtp} writes it. */
    public Model modelWithoutNextTokenLayers() {
        return Architectures.layOut(id(), fields(), 0);
    }

    /** Lays out the F16 file with the layers for next-token prediction that the checkpoint has. */
    public Model modelWithNextTokenLayers() {
        return withNextTokenLayers(fields());
    }

    private static Model withNextTokenLayers(AuditedFields fields) {
        return Architectures.layOut(fields.path(), fields, nextTokenLayers(fields));
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

    /** Returns the file of its projector; empty if it has none, or nothing is known of it. */
    public Optional<ProjectorFile> projector() {
        return projectorParameters().map(parameters -> new ProjectorFile(tower(fields()), parameters));
    }

    private static Optional<Model> tower(AuditedFields fields) {
        return fields.optionalSection("vision_tower").flatMap(tower -> VisionTower.of(fields.text("id"), tower));
    }

    /** Returns where the shape is from. */
    public Optional<String> source() {
        return source(fields());
    }

    private static Optional<String> source(AuditedFields fields) {
        return fields.optionalText("source");
    }
}

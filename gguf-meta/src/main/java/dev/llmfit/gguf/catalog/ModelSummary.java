package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.layout.Layout;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.units.Amount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a list of models shows of one, without its layout.
 *
 * @param id name within the catalogue, for example {@code llama3.1-8b}
 * @param name name for people
 * @param family family for people, for example {@code Llama 3.1}
 * @param architecture llama.cpp's {@code general.architecture}
 * @param ollama names in Ollama's library, the plainest first
 * @param hfRepository repository of the original weights, {@code org/name}
 * @param ggufRepositories repositories with GGUF files
 * @param licence SPDX id where there is one, else the licence's name
 * @param release year and month, {@code 2024-07}
 * @param modalities text, image, audio
 * @param purposes chat, code, reasoning, tools, vision, embedding …
 * @param nCtxTrain tokens of context the model was trained for
 * @param nLayer layers
 * @param parameters weights of the text model as stored in a GGUF
 * @param parametersActive weights that one token uses
 * @param usual the file type where none is asked for
 * @param q4KmBytes bytes of the tensors in Q4_K_M, the file type that is downloaded most; empty if it cannot have it
 * @param nativeType the file type it is published in, where that is not one of 16 bit
 * @param confidence how well the shape is proved
 */
public record ModelSummary(
        String id,
        String name,
        String family,
        String architecture,
        List<String> ollama,
        String hfRepository,
        List<String> ggufRepositories,
        String licence,
        String release,
        List<String> modalities,
        List<String> purposes,
        long nCtxTrain,
        int nLayer,
        long parameters,
        long parametersActive,
        UsualType usual,
        OptionalLong q4KmBytes,
        Optional<FileType> nativeType,
        Confidence confidence) {

    /** Licences that the Open Source Initiative approves, as the catalogue writes them. */
    private static final Pattern OPEN = Pattern.compile("(?i)(apache-2\\.0|mit|bsd-.*|mpl-2\\.0|[al]?gpl-.*)");

    /** How well a shape is proved. */
    public enum Confidence {
        /** The computed number of weights is the published one. */
        VERIFIED,
        /** No exact published number, or it differs. */
        UNVERIFIED,
        /** Added by the user. */
        USER
    }

    public ModelSummary {
        Amount.count(nCtxTrain, "nCtxTrain");
        Amount.count(nLayer, "nLayer");
        Amount.count(parameters, "parameters");
        Amount.count(parametersActive, "parametersActive");
        ollama = List.copyOf(ollama);
        ggufRepositories = List.copyOf(ggufRepositories);
        modalities = List.copyOf(modalities);
        purposes = List.copyOf(purposes);
    }

    /** Returns whether its licence is one that the Open Source Initiative approves. */
    public boolean isOpen() {
        return OPEN.matcher(licence).matches();
    }

    /** Reads the summary of an entry's fields; throws {@link FieldsException} if one is missing. */
    static ModelSummary of(AuditedFields f) {
        long parameters = f.integer("parameters_computed");
        Model model = CatalogueEntry.publishedModel(f);
        Optional<FileType> nativeType = UsualType.published(f.text("architecture"));
        UsualType q4Km = UsualType.of(model, UsualType.ASSUMED, TypeSource.ASSUMED);
        return new ModelSummary(
                f.text("id"),
                f.optionalText("name").orElse(f.text("id")),
                f.optionalText("family").orElse("Other"),
                f.text("architecture"),
                f.texts("ollama"),
                f.optionalText("hf_repo").orElse(""),
                f.texts("gguf_repos"),
                f.optionalText("licence").orElse("not stated"),
                f.optionalText("release").orElse("not stated"),
                f.texts("modalities"),
                f.texts("purposes"),
                f.integer("n_ctx_train"),
                Layout.layers(f),
                parameters,
                f.integer("parameters_active", parameters),
                nativeType
                        .map(type -> UsualType.of(model, type, TypeSource.NATIVE))
                        .orElse(q4Km),
                q4Km.tensorBytes(),
                nativeType,
                confidence(f));
    }

    private static Confidence confidence(AuditedFields f) {
        Optional<String> stated = f.optionalText("confidence");
        return switch (stated.orElse("user")) {
            case "verified" -> Confidence.VERIFIED;
            case "unverified" -> Confidence.UNVERIFIED;
            case "user" -> Confidence.USER;
            default -> {
                f.complain("confidence", "is '" + stated.orElse("") + "', expected verified, unverified or user");
                yield Confidence.USER;
            }
        };
    }

    /** Returns the same with another usual type. */
    ModelSummary withUsual(UsualType type) {
        return new ModelSummary(
                id,
                name,
                family,
                architecture,
                ollama,
                hfRepository,
                ggufRepositories,
                licence,
                release,
                modalities,
                purposes,
                nCtxTrain,
                nLayer,
                parameters,
                parametersActive,
                type,
                q4KmBytes,
                nativeType,
                confidence);
    }

    /** Tells whether only some of the weights are used for a token. */
    public boolean isMixtureOfExperts() {
        return parametersActive < parameters;
    }

    /** Returns the name under which the model is best asked for: its first Ollama name that is not of the cloud, else its id. */
    public String shownName() {
        return ollama.stream()
                .filter(name -> !name.endsWith("cloud"))
                .findFirst()
                .orElse(id);
    }
}

package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.catalog.UsualType;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.reference.ChosenType;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelNotFoundException.Reason;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Sizes a repository without GGUF files as if it were converted: its layout follows from {@code config.json}. */
final class ConvertedRepository {
    private static final String CONFIG = "config.json";

    /** Methods of transformers' {@code quantization_config} that the converter of llama.cpp does not undo. */
    private static final Set<String> OTHER_PROGRAMS =
            Set.of("awq", "gptq", "exl2", "exl3", "bitsandbytes", "hqq", "aqlm", "vptq", "auto-round", "quip");

    private final HuggingFaceHub hub;

    ConvertedRepository(HuggingFaceHub hub) {
        this.hub = hub;
    }

    ResolvedModel resolve(HuggingFaceRepository reference, List<RepositoryFile> files) throws IOException {
        String repository = reference.repository();
        if (files.stream().noneMatch(f -> f.path().equals(CONFIG))) {
            throw new RemoteException(
                    Kind.NOT_FOUND,
                    repository + " has neither GGUF files nor a config.json",
                    "choose another repository");
        }
        try {
            JsonObject config = hub.json(repository, CONFIG);
            refuseQuantized(repository, config);
            Model model = Architectures.fromConfig(repository, config);
            return new ResolvedModel(
                    repository,
                    true,
                    model,
                    Optional.of(type(reference, model)),
                    new FromCatalogue(),
                    Optional.empty());
        } catch (FieldsException e) {
            throw new RemoteException(
                    Kind.NOT_FOUND,
                    e.getMessage() == null ? repository + " cannot be laid out" : e.getMessage(),
                    "choose a repository with GGUF files");
        }
    }

    private static ChosenType type(HuggingFaceRepository reference, Model model) {
        Optional<String> tag = reference.tag();
        if (tag.isEmpty()) {
            return UsualType.published(model.architecture())
                    .map(type -> new ChosenType(type, TypeSource.NATIVE))
                    .orElseGet(() -> new ChosenType(UsualType.ASSUMED, TypeSource.ASSUMED));
        }
        return tag.flatMap(FileType::byName)
                .map(ChosenType::asked)
                .orElseThrow(() -> new ModelNotFoundException(
                        Reason.UNKNOWN_TYPE,
                        "'" + tag.get() + "' of " + reference.repository() + " is no file type",
                        List.of()));
    }

    /** Refuses weights that are quantized for another program; the original checkpoint is what is converted. */
    private static void refuseQuantized(String repository, JsonObject config) {
        Optional<String> method = config.get("quantization_config").flatMap(q -> q.string("quant_method"));
        boolean mlx = config.get("quantization").isPresent();
        if (mlx || method.filter(OTHER_PROGRAMS::contains).isPresent()) {
            throw new ModelNotFoundException(
                    Reason.OTHER_FORMAT,
                    "The repository " + repository + " holds weights quantized for "
                            + (mlx ? "MLX" : method.get().toUpperCase(Locale.ROOT)) + ", which llama.cpp does not read",
                    List.of());
        }
    }
}

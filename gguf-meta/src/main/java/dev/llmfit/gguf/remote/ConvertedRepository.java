package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sizes a repository without GGUF files as if it were converted: its layout follows from {@code config.json}. */
final class ConvertedRepository {
    private static final String CONFIG = "config.json";

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
            Model model = Architectures.fromConfig(repository, hub.json(repository, CONFIG));
            Optional<FileType> fileType = reference.tag().flatMap(FileType::byName);
            return new ResolvedModel(repository, model, fileType, new FromCatalogue(), Optional.empty());
        } catch (FieldsException e) {
            throw new RemoteException(
                    Kind.NOT_FOUND,
                    e.getMessage() == null ? repository + " cannot be laid out" : e.getMessage(),
                    "choose a repository with GGUF files");
        }
    }
}

package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.FileTypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The kinds of names a model is found by, the strongest first. */
public enum NameKind {
    /** A name in Ollama's library that the table of the library gives a model. */
    LIBRARY,
    /** A name in Ollama's library of a fine-tune whose base, with the same shape, is in the catalogue. */
    SAME_SHAPE,
    /** A name in Ollama's library whose shape is not in the catalogue. */
    ABSENT,
    /** A name in Ollama's library that runs in Ollama's cloud alone. */
    CLOUD,
    /** A word of the tags of a name in Ollama's library that leaves the shape as it is: {@code vicuna:+v1.5}. */
    TAG_WORD,
    /** A name in Ollama's library that an entry lists. */
    OLLAMA,
    /** The catalogue's id. */
    ID,
    /** A name in Ollama's library without the file type it ends with. */
    OLLAMA_WITHOUT_FILE_TYPE,
    /** The repository of the original weights. */
    REPOSITORY,
    /** The name for people. */
    NAME,
    /** A repository with GGUF files. */
    GGUF_REPOSITORY,
    /** A repository's name without its owner. */
    BARE_REPOSITORY,
    /** A repository, with or without its owner, whose weights have the shape of the model. */
    FINE_TUNE;

    /** Returns the names of this kind that a model has, in lower case. */
    List<String> names(ModelSummary model) {
        List<String> names = switch (this) {
            case LIBRARY, SAME_SHAPE, ABSENT, CLOUD, TAG_WORD, FINE_TUNE ->
                List.of(); // those of OllamaLibrary and FineTunes
            case ID -> List.of(model.id());
            case OLLAMA -> model.ollama();
            case OLLAMA_WITHOUT_FILE_TYPE ->
                model.ollama().stream().map(FileTypeNames::withoutSuffix).toList();
            case REPOSITORY -> List.of(model.hfRepository());
            case NAME -> List.of(model.name());
            case GGUF_REPOSITORY -> model.ggufRepositories();
            case BARE_REPOSITORY -> bare(model);
        };
        return names.stream()
                .filter(n -> !n.isEmpty())
                .map(NameKind::normalized)
                .toList();
    }

    /** Returns a name as it is compared. */
    public static String normalized(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static List<String> bare(ModelSummary model) {
        List<String> bare = new ArrayList<>();
        bare.add(model.hfRepository().substring(model.hfRepository().indexOf('/') + 1));
        for (String repository : model.ggufRepositories()) {
            bare.add(repository.substring(repository.indexOf('/') + 1));
        }
        return bare;
    }
}

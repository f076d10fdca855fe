package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.catalog.ModelReference.GgufPath;
import dev.llmfit.gguf.catalog.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.catalog.ModelReference.Named;
import dev.llmfit.gguf.catalog.ModelReference.OllamaName;
import dev.llmfit.gguf.catalog.ModelReference.WebAddress;
import dev.llmfit.gguf.catalog.ResolvedModel.FromCatalogue;
import dev.llmfit.gguf.catalog.ResolvedModel.FromFile;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Turns what a user wrote into a model: its shape, its file type, and where its file is. */
public final class ModelResolver {
    private static final int MOST_NEAR = 5;

    private final Catalogue catalogue;
    private final TensorData data;
    private final LocalModels local;

    private ModelResolver(Catalogue catalogue, TensorData data, LocalModels local) {
        this.catalogue = catalogue;
        this.data = data;
        this.local = local;
    }

    /** Returns a resolver that knows the bundled catalogue, the files of this machine and its stores. */
    public static ModelResolver standard() {
        return new ModelResolver(Catalogue.bundled(), TensorData.REQUIRED, new LocalModels(StoreFolders.ofMachine()));
    }

    /** Returns a resolver that accepts files whose data is cut off. */
    public ModelResolver acceptingHeadersOnly() {
        return new ModelResolver(catalogue, TensorData.OPTIONAL, local);
    }

    /** Returns a resolver that looks into other stores. */
    public ModelResolver withStores(LocalModels stores) {
        return new ModelResolver(catalogue, data, stores);
    }

    /**
     * Finds the model that a reference means.
     *
     * @throws ModelNotFoundException if it means none or several
     * @throws dev.llmfit.gguf.GgufFormatException if it is a file that llama.cpp would refuse
     * @throws IOException if a file cannot be read
     */
    public ResolvedModel resolve(String reference) throws IOException {
        return resolve(ModelReference.parse(reference));
    }

    /**
     * Finds the model that a reference means.
     *
     * @throws ModelNotFoundException if it means none or several
     * @throws dev.llmfit.gguf.GgufFormatException if it is a file that llama.cpp would refuse
     * @throws IOException if a file cannot be read
     */
    public ResolvedModel resolve(ModelReference reference) throws IOException {
        return switch (reference) {
            case GgufPath p -> file(p.path());
            case Named n -> named(n);
            case HuggingFaceRepository r -> repository(r);
            case OllamaName o -> ollama(o);
            case WebAddress a ->
                throw new ModelNotFoundException(
                        "Reading from " + a.address().getHost() + " is not possible here", List.of());
        };
    }

    private ResolvedModel file(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new ModelNotFoundException("There is no file " + path, GgufFolders.near(path));
        }
        Path file = Files.isDirectory(path) ? GgufFolders.only(path) : path;
        return read(file, String.valueOf(file.getFileName()), Optional.empty());
    }

    private ResolvedModel read(Path file, String name, Optional<CatalogueEntry> entry) throws IOException {
        GgufFile header = GgufReader.read(file, data);
        return new ResolvedModel(
                name,
                header.toModel(name),
                FileType.of(header.metadata()),
                new FromFile(file, header.fileBytes(), header.fullBytes()),
                entry);
    }

    private ResolvedModel named(Named reference) throws IOException {
        Optional<LocalModel> stored = local.ollama(reference.text());
        Optional<CatalogueEntry> entry = new NameVariants(catalogue).find(reference.name());
        if (stored.isPresent()) {
            return read(stored.get().file(), reference.text(), entry);
        }
        if (entry.isPresent()) {
            return fromCatalogue(reference.name(), entry.get(), reference.fileType());
        }
        if (GgufFolders.isPath(reference.text())) {
            return file(Path.of(reference.text()));
        }
        List<LocalModel> named = reference.text().contains(" ") ? List.of() : local.find(reference.text());
        if (!named.isEmpty()) {
            return read(only(reference.text(), named).file(), reference.text(), Optional.empty());
        }
        CatalogueEntry found = bySearch(reference.name());
        return fromCatalogue(found.summary().shownName(), found, reference.fileType());
    }

    private ResolvedModel ollama(OllamaName reference) throws IOException {
        String name = (reference.namespace().equals("library") ? "" : reference.namespace() + "/") + reference.model()
                + ":" + reference.tag();
        Optional<LocalModel> stored = local.ollama(name);
        Optional<CatalogueEntry> entry = new NameVariants(catalogue).find(FileTypeNames.withoutSuffix(name));
        if (stored.isPresent()) {
            return read(stored.get().file(), name, entry);
        }
        return fromCatalogue(
                name,
                entry.orElseThrow(() -> new ModelNotFoundException(
                        "Ollama's store has no " + name + " and the catalogue does not know it",
                        search().nearest(name, MOST_NEAR))),
                FileTypeNames.suffixOf(reference.tag()));
    }

    private ResolvedModel repository(HuggingFaceRepository reference) throws IOException {
        Optional<CatalogueEntry> entry = catalogue.find(reference.repository());
        if (entry.isEmpty() && reference.tag().isPresent()) {
            entry = new NameVariants(catalogue)
                    .find(reference.repository() + ":" + reference.tag().get());
        }
        List<LocalModel> stored = RepositoryFiles.matching(local.find(reference.repository()), reference);
        if (!stored.isEmpty()) {
            return read(only(reference.repository(), stored).file(), reference.repository(), entry);
        }
        if (entry.isEmpty()) {
            if (GgufFolders.isPath(reference.repository())) {
                return file(Path.of(reference.repository()));
            }
            throw new ModelNotFoundException(
                    "The repository " + reference.repository() + " is not in the catalogue",
                    search().nearest(reference.repository(), MOST_NEAR));
        }
        Optional<FileType> fileType = reference.file().or(reference::tag).flatMap(FileTypeNames::suffixOf);
        return fromCatalogue(reference.repository(), entry.get(), fileType);
    }

    private static LocalModel only(String name, List<LocalModel> models) {
        if (models.size() > 1) {
            throw new ModelNotFoundException(
                    "'" + name + "' names " + models.size() + " files of this machine",
                    models.stream()
                            .limit(MOST_NEAR)
                            .map(m -> m.file().toString())
                            .toList());
        }
        return models.getFirst();
    }

    private static ResolvedModel fromCatalogue(String name, CatalogueEntry entry, Optional<FileType> fileType) {
        return new ResolvedModel(name, entry.model(), fileType, new FromCatalogue(), Optional.of(entry));
    }

    private CatalogueEntry bySearch(String phrase) {
        CatalogueSearch search = search();
        List<CatalogueSearch.Hit> hits = search.search(phrase);
        if (hits.isEmpty()) {
            throw new ModelNotFoundException("No model is named '" + phrase + "'", search.nearest(phrase, MOST_NEAR));
        }
        long exact = hits.stream().filter(CatalogueSearch.Hit::exact).count();
        if (hits.size() > 1 && exact != 1) {
            throw new ModelNotFoundException(
                    "'" + phrase + "' may mean " + hits.size() + " models",
                    hits.stream()
                            .limit(MOST_NEAR)
                            .map(h -> h.model().shownName())
                            .toList());
        }
        return catalogue.find(hits.getFirst().model().id()).orElseThrow();
    }

    private CatalogueSearch search() {
        return new CatalogueSearch(catalogue.summaries());
    }
}

package dev.llmfit.gguf.find;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.NameVariants;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.GgufPath;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import dev.llmfit.gguf.reference.ModelReference.WebAddress;
import dev.llmfit.gguf.reference.RemoteModels;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import dev.llmfit.gguf.reference.ResolvedModel.FromFile;
import dev.llmfit.gguf.remote.OnlineModels;
import dev.llmfit.gguf.remote.RemoteSettings;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Turns what a user wrote into a model: its shape, its file type, and where its file is. */
public final class ModelResolver {
    /** Models that a message names; judgement. */
    private static final int MOST_NEAR = 5;

    private final Catalogue catalogue;
    private final TensorData data;
    private final LocalModels local;
    private final Supplier<RemoteModels> remote;
    private final Path home;

    private ModelResolver(
            Catalogue catalogue, TensorData data, LocalModels local, Supplier<RemoteModels> remote, Path home) {
        this.catalogue = catalogue;
        this.data = data;
        this.local = local;
        this.remote = remote;
        this.home = home;
    }

    /**
     * Returns a resolver that knows the catalogue, the user's own models, the files and stores of this machine, and the servers.
     *
     * @param offline whether no server is to be asked
     */
    public static ModelResolver of(Environment environment, boolean offline) {
        return new ModelResolver(
                Catalogue.of(environment),
                TensorData.REQUIRED,
                new LocalModels(StoreFolders.of(environment)),
                () -> new OnlineModels(RemoteSettings.of(environment, offline)),
                environment.home());
    }

    /** Returns a path with {@code ~} at its beginning replaced, which a shell does not do inside quotes. */
    private Path expanded(Path path) {
        return path.startsWith("~") ? home.resolve(Path.of("~").relativize(path)) : path;
    }

    /** Returns a resolver that accepts files whose data is cut off. */
    public ModelResolver acceptingHeadersOnly() {
        return new ModelResolver(catalogue, TensorData.OPTIONAL, local, remote, home);
    }

    /** Returns a resolver that looks into other stores. */
    public ModelResolver withStores(LocalModels stores) {
        return new ModelResolver(catalogue, data, stores, remote, home);
    }

    /** Returns a resolver that asks other servers; the supplier is called when one is needed. */
    public ModelResolver withRemote(Supplier<RemoteModels> servers) {
        return new ModelResolver(catalogue, data, local, servers, home);
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
        if (reference instanceof Named n) {
            return named(n); // the usual case, before the switch over types, which costs some milliseconds at start
        }
        return switch (reference) {
            case GgufPath p -> file(expanded(p.path()));
            case Named n -> named(n);
            case HuggingFaceRepository r -> repository(r);
            case OllamaName o -> ollama(o);
            case WebAddress a -> remote.get().web(a.address());
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
            return reference.label().isPresent()
                    ? PublishedLookup.model(
                            reference.text(),
                            reference.name(),
                            entry.get(),
                            reference.label().get())
                    : registryFirst(reference, entry.get());
        }
        if (GgufFolders.isPath(reference.text())) {
            return file(Path.of(reference.text()));
        }
        List<LocalModel> named = reference.text().contains(" ") ? List.of() : local.find(reference.text());
        if (!named.isEmpty()) {
            return read(only(reference.text(), named).file(), reference.text(), Optional.empty());
        }
        CatalogueEntry found = bySearch(reference.name());
        if (reference.label().isPresent()) {
            return PublishedLookup.model(
                    reference.text(),
                    found.summary().shownName(),
                    found,
                    reference.label().get());
        }
        return fromCatalogue(found.summary().shownName(), found, reference.fileType());
    }

    /** Answers from the catalogue, or from the registry if the user named one and the name is one of Ollama's. */
    private ResolvedModel registryFirst(Named reference, CatalogueEntry entry) throws IOException {
        if (reference.text().indexOf(':') > 0 && remote.get().registryFirst()) {
            ModelReference name = ModelReference.parse("ollama:" + reference.text());
            if (name instanceof OllamaName ollama) {
                return online(
                        servers -> servers.ollama(ollama),
                        reference.name(),
                        Optional.of(entry),
                        reference.fileType(),
                        known -> Optional.empty());
            }
        }
        return fromCatalogue(reference.name(), entry, reference.fileType());
    }

    private ResolvedModel ollama(OllamaName reference) throws IOException {
        String name = (reference.namespace().equals("library") ? "" : reference.namespace() + "/") + reference.model()
                + ":" + reference.tag();
        Optional<LocalModel> stored = local.ollama(name);
        Optional<CatalogueEntry> entry = new NameVariants(catalogue).find(FileTypeNames.withoutSuffix(name));
        if (stored.isPresent()) {
            return read(stored.get().file(), name, entry);
        }
        return online(
                servers -> servers.ollama(reference),
                name,
                entry,
                FileTypeNames.suffixOf(reference.tag()),
                known -> Optional.empty());
    }

    private ResolvedModel repository(HuggingFaceRepository reference) throws IOException {
        String repository = reference.repository();
        Optional<CatalogueEntry> entry = new NameVariants(catalogue).find(repository);
        if (entry.isEmpty() && reference.tag().isPresent()) {
            entry = new NameVariants(catalogue)
                    .find(repository + ":" + reference.tag().get());
        }
        List<LocalModel> stored = RepositoryFiles.matching(local.find(repository), reference);
        if (!stored.isEmpty()) {
            return read(only(repository, stored).file(), repository, entry);
        }
        Optional<FileType> fileType = reference.file().or(reference::tag).flatMap(FileTypeNames::suffixOf);
        boolean original = entry.isPresent()
                && !entry.get().summary().ggufRepositories().contains(repository)
                && reference.file().isEmpty();
        if (original) {
            return fromCatalogue(repository, entry.get(), fileType);
        }
        if (GgufFolders.isPath(repository)) {
            return file(Path.of(repository));
        }
        return online(
                servers -> servers.huggingFace(reference),
                repository,
                entry,
                fileType,
                known -> PublishedLookup.repository(reference, known));
    }

    /** Asks servers; without a network the catalogue answers, if it knows the model. */
    private ResolvedModel online(
            Question question,
            String name,
            Optional<CatalogueEntry> entry,
            Optional<FileType> fileType,
            Function<CatalogueEntry, Optional<ResolvedModel>> listed)
            throws IOException {
        RemoteModels servers = remote.get();
        try {
            ResolvedModel found = question.ask(servers);
            return new ResolvedModel(found.name(), found.shape(), found.fileType(), found.origin(), entry);
        } catch (IOException e) {
            if (entry.isPresent() && servers.isOffline(e)) {
                return listed.apply(entry.get()).orElseGet(() -> fromCatalogue(name, entry.get(), fileType));
            }
            throw e;
        }
    }

    /** What servers are asked. */
    @FunctionalInterface
    private interface Question {
        ResolvedModel ask(RemoteModels servers) throws IOException;
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
        return new ResolvedModel(name, entry.modelNamed(name), fileType, new FromCatalogue(), Optional.of(entry));
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

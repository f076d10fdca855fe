package dev.llmfit.gguf.find;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.catalog.NameKind;
import dev.llmfit.gguf.catalog.UsualType;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.gguf.reference.ChosenType;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.GgufPath;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import dev.llmfit.gguf.reference.ModelReference.WebAddress;
import dev.llmfit.gguf.reference.RemoteModels;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromFile;
import dev.llmfit.gguf.remote.OnlineModels;
import dev.llmfit.gguf.remote.RemoteSettings;
import dev.llmfit.gguf.tensors.TensorCheck;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
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
    private final GivenHeaders given;
    private final CatalogueModels catalogued;
    private final KnownNames names;
    private final Refusals refusals;

    private ModelResolver(
            Catalogue catalogue,
            TensorData data,
            LocalModels local,
            Supplier<RemoteModels> remote,
            Path home,
            GivenHeaders given,
            CatalogueModels catalogued) {
        this.catalogue = catalogue;
        this.data = data;
        this.local = local;
        this.remote = remote;
        this.home = home;
        this.given = given;
        this.catalogued = catalogued;
        this.names = new KnownNames(catalogue);
        this.refusals = new Refusals(catalogue);
    }

    /** Returns a resolver that knows the catalogue, the user's own models, what is on this machine and, if asked for, on servers. */
    public static ModelResolver of(Environment environment, boolean offline) {
        Catalogue catalogue = Catalogue.of(environment);
        return new ModelResolver(
                catalogue,
                TensorData.REQUIRED,
                new LocalModels(StoreFolders.of(environment)),
                () -> new OnlineModels(RemoteSettings.of(environment, offline)),
                environment.home(),
                new GivenHeaders(Clock.systemUTC()),
                new CatalogueModels(catalogue));
    }

    /** A shell does not replace {@code ~} inside quotes. */
    private Path expanded(Path path) {
        return path.startsWith("~") ? home.resolve(Path.of("~").relativize(path)) : path;
    }

    /** Returns a resolver that also finds headers that were handed over. */
    public ModelResolver withGiven(GivenHeaders headers) {
        return new ModelResolver(catalogue, data, local, remote, home, headers, catalogued);
    }

    /** Returns a resolver that accepts files whose data is cut off. */
    public ModelResolver acceptingHeadersOnly() {
        return new ModelResolver(catalogue, TensorData.OPTIONAL, local, remote, home, given, catalogued);
    }

    /** Returns a resolver that looks into other stores. */
    public ModelResolver withStores(LocalModels stores) {
        return new ModelResolver(catalogue, data, stores, remote, home, given, catalogued);
    }

    /** Returns a resolver that asks other servers; the supplier is called when one is needed. */
    public ModelResolver withRemote(Supplier<RemoteModels> servers) {
        return new ModelResolver(catalogue, data, local, servers, home, given, catalogued);
    }

    /** Finds the model that a reference means, as {@link #resolve(ModelReference)}. */
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
            case GgufPath p -> GivenHeaders.isOne(p) ? given.find(p) : file(expanded(p.path()));
            case Named n -> named(n);
            case HuggingFaceRepository r -> repository(r);
            case OllamaName o -> ollama(o);
            case WebAddress a -> remote.get().web(a.address());
        };
    }

    private ResolvedModel file(Path path) throws IOException {
        if (!Files.exists(path)) {
            List<String> near = GgufFolders.near(path);
            Optional<ResolvedModel> named = GgufFolders.isMisspelt(path, near)
                    ? Optional.empty()
                    : new AbsentFile(catalogue).find(path.toString());
            return named.orElseThrow(() -> new ModelNotFoundException("There is no file " + path, near));
        }
        Path file = Files.isDirectory(path) ? GgufFolders.only(path) : path;
        return read(file, String.valueOf(file.getFileName()), Optional.empty());
    }

    private ResolvedModel read(Path file, String name, Optional<CatalogueEntry> entry) throws IOException {
        GgufFile header = GgufReader.read(file, data);
        return new ResolvedModel(
                name,
                true,
                TensorCheck.checked(header.toModel(name)),
                FileType.of(header.metadata()).map(type -> new ChosenType(type, TypeSource.FILE)),
                new FromFile(file, header.fileBytes(), header.fullBytes()),
                entry);
    }

    private ResolvedModel named(Named reference) throws IOException {
        if (Refusals.isCloud(reference.text())) {
            throw refusals.cloud(reference.text());
        }
        Optional<LocalModel> stored = local.ollama(reference.text());
        Optional<OllamaName> registry = stored.isPresent() ? Optional.empty() : registryFirst(reference);
        if (stored.isEmpty() && registry.isEmpty()) {
            Optional<ResolvedModel> known = catalogued.find(reference);
            if (known.isPresent()) {
                return known.get();
            }
        }
        Optional<KnownNames.Found> found = names.findSpelled(reference.name());
        Optional<CatalogueEntry> entry = found.flatMap(f -> f.name().entry());
        if (stored.isPresent()) {
            return read(stored.get().file(), reference.text(), entry);
        }
        if (registry.isPresent() && entry.isPresent()) {
            return online(
                    servers -> servers.ollama(registry.get()),
                    entry,
                    known -> CatalogueModels.laidOut(
                            reference.name(),
                            reference.name(),
                            found.get().literal(),
                            known,
                            found.get().type(reference.fileType(), known)));
        }
        if (GgufFolders.isPath(reference.text())) {
            return file(Path.of(reference.text()));
        }
        List<LocalModel> named = reference.text().contains(" ") ? List.of() : local.find(reference.text());
        if (!named.isEmpty()) {
            return read(only(reference.text(), named).file(), reference.text(), Optional.empty());
        }
        if (found.filter(f -> f.name().kind() == NameKind.CLOUD).isPresent()) {
            throw refusals.cloud(reference.text());
        }
        Optional<ModelNotFoundException> unloadable = Refusals.unloadable(reference.text());
        if (unloadable.isPresent()) {
            throw unloadable.get();
        }
        if (found.isEmpty() && reference.fileType().isEmpty() && names.isAbsent(reference.name())) {
            throw refusals.absent(reference.name());
        }
        if (found.isPresent()) {
            throw refusals.absent(reference.name());
        }
        CatalogueEntry likely = bySearch(reference);
        if (reference.label().isPresent()) {
            return PublishedLookup.model(
                    reference.text(),
                    likely.summary().shownName(),
                    likely,
                    reference.label().get(),
                    false);
        }
        UsualType usual = likely.summary().usual();
        Optional<FileType> ofName = Optional.of(usual.fileType()).filter(t -> usual.source() == TypeSource.DEFAULT);
        ChosenType type = CatalogueModels.type(reference.fileType(), likely, ofName);
        return CatalogueModels.laidOut(reference.name(), likely.summary().shownName(), false, likely, type);
    }

    /** Returns the name under which a registry is asked first, if the user named one and the name is one of Ollama's. */
    private Optional<OllamaName> registryFirst(Named reference) {
        boolean ollama = reference.label().isEmpty() && reference.text().indexOf(':') > 0;
        return ollama
                        && remote.get().registryFirst()
                        && ModelReference.parse("ollama:" + reference.text()) instanceof OllamaName name
                ? Optional.of(name)
                : Optional.empty();
    }

    private ResolvedModel ollama(OllamaName reference) throws IOException {
        String name = (reference.namespace().equals("library") ? "" : reference.namespace() + "/") + reference.model()
                + ":" + reference.tag();
        Optional<LocalModel> stored = local.ollama(name);
        Optional<FileType> asked = FileTypeNames.suffixOf(reference.tag());
        Optional<KnownNames.Found> found = names.find(asked.isPresent() ? FileTypeNames.withoutSuffix(name) : name);
        Optional<CatalogueEntry> entry = found.flatMap(f -> f.name().entry());
        if (stored.isPresent()) {
            return read(stored.get().file(), name, entry);
        }
        if (Refusals.isCloud(name)) {
            throw refusals.cloud(name);
        }
        return online(
                servers -> servers.ollama(reference),
                entry,
                e -> CatalogueModels.laidOut(
                        name,
                        name,
                        found.orElseThrow().literal(),
                        e,
                        found.orElseThrow().type(asked, e)));
    }

    private ResolvedModel repository(HuggingFaceRepository reference) throws IOException {
        String repository = reference.repository();
        RepositoryNames repositories = new RepositoryNames(catalogue);
        Optional<RepositoryNames.Found> found = repositories.find(repository).or(() -> ollamaUser(reference));
        Optional<CatalogueEntry> entry = found.map(RepositoryNames.Found::entry);
        List<LocalModel> stored = RepositoryFiles.matching(local.find(repository), reference);
        if (!stored.isEmpty()) {
            return read(only(repository, stored).file(), repository, entry);
        }
        if (GgufFolders.isPath(repository)) {
            return file(Path.of(repository));
        }
        Optional<OtherFormats.Format> format = OtherFormats.of(repository);
        if (format.isPresent() && found.filter(RepositoryNames.Found::literal).isEmpty()) {
            throw refusals.otherFormat(repository, format.get());
        }
        Optional<ModelNotFoundException> unloadable =
                found.isPresent() ? Optional.empty() : Refusals.unloadable(repository);
        if (unloadable.isPresent()) {
            throw unloadable.get();
        }
        boolean original = found.filter(RepositoryNames.Found::literal).isPresent()
                && !entry.orElseThrow().summary().ggufRepositories().contains(repository)
                && reference.file().isEmpty();
        return original
                ? laidOut(reference, found.get())
                : online(
                        servers -> servers.huggingFace(reference),
                        entry,
                        e -> PublishedLookup.repository(
                                        reference, e, found.orElseThrow().literal())
                                .orElseGet(() -> laidOut(reference, found.orElseThrow())));
    }

    /** Finds a name of a user of Ollama's, which has the form of a repository: {@code openbmb/minicpm-v4.5:8b}. */
    private Optional<RepositoryNames.Found> ollamaUser(HuggingFaceRepository reference) {
        return reference
                .tag()
                .flatMap(tag -> names.find(reference.repository() + ":" + tag))
                .flatMap(f -> f.name().entry().map(e -> new RepositoryNames.Found(e, f.literal())));
    }

    private ResolvedModel laidOut(HuggingFaceRepository reference, RepositoryNames.Found found) {
        String repository = reference.repository();
        String name = found.literal() ? repository : found.entry().summary().shownName();
        return CatalogueModels.laidOut(
                repository, name, found.literal(), found.entry(), type(reference, found.entry()));
    }

    /** Returns the type that a repository's tag or file names; one that cannot be known without its header is refused. */
    private static ChosenType type(HuggingFaceRepository reference, CatalogueEntry entry) {
        Optional<String> wanted = reference.file().or(reference::tag);
        Optional<FileType> asked =
                reference.file().isPresent() ? FileTypeNames.suffixOf(wanted.get()) : wanted.flatMap(FileType::byName);
        boolean ollamaTag = reference.tag().isPresent()
                && entry.summary().ollama().contains(reference.repository() + ":" + wanted.get());
        if (wanted.isPresent() && asked.isEmpty() && !ollamaTag) {
            throw Refusals.unknownType(reference.repository(), wanted.get());
        }
        String repository = reference.repository().toLowerCase(Locale.ROOT);
        Optional<FileType> named = FileTypeNames.suffixOf(repository.replaceFirst("-gguf$", ""))
                .filter(t -> !FileTypeNames.suffixOf(entry.summary().hfRepository())
                        .equals(Optional.of(t))); // nvidia/…-BF16: of the model's own name
        boolean aware = repository.contains("-qat-") || repository.endsWith("-qat");
        if (wanted.isEmpty() && named.isPresent() && !aware) {
            return CatalogueModels.type(named, entry, Optional.empty()); // ggml-org/Qwen2.5-Coder-7B-Q8_0-GGUF
        }
        if (wanted.isEmpty() && named.isEmpty() && aware) { // ggml-org/gemma-3-4b-it-qat-GGUF: trained for four bits
            return new ChosenType(FileType.Q4_0, TypeSource.ASSUMED);
        }
        return CatalogueModels.type(asked, entry, Optional.empty())
                .quantizationAware(repository.contains("-qat-q4_0"), entry);
    }

    /** Asks servers; without a network the catalogue answers, if it knows the model. */
    private ResolvedModel online(
            Question question, Optional<CatalogueEntry> entry, Function<CatalogueEntry, ResolvedModel> offline)
            throws IOException {
        RemoteModels servers = remote.get();
        try {
            return question.ask(servers).known(entry);
        } catch (IOException e) {
            if (entry.isPresent() && servers.isOffline(e)) {
                return offline.apply(entry.get());
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

    private CatalogueEntry bySearch(Named reference) {
        CatalogueSearch search = new CatalogueSearch(catalogue.summaries());
        List<ModelSummary> named = search.named(reference.name());
        if (named.isEmpty()) {
            throw refusals.unknown(reference.text());
        }
        if (named.size() > 1) {
            throw Refusals.ambiguous(reference.text(), named);
        }
        return catalogue.byId(named.getFirst().id()).orElseThrow();
    }
}

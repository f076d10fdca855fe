package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.reference.ChosenType;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import dev.llmfit.gguf.reference.RemoteModels;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromServer;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.gguf.tensors.TensorCheck;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads models from Hugging Face, Ollama's registry and any web server. */
public final class OnlineModels implements RemoteModels {
    private final RemoteSettings settings;
    private final WebClient client;
    private final HeaderCache cache;

    /** Creates the access; nothing is asked yet. */
    public OnlineModels(RemoteSettings settings) {
        this.settings = settings;
        client = new WebClient(settings);
        cache = new HeaderCache(settings.cache());
    }

    /** Returns the hub. */
    public HuggingFaceHub hub() {
        return new HuggingFaceHub(settings, client, cache);
    }

    /** Returns Ollama's registry. */
    public OllamaRegistry registry() {
        return new OllamaRegistry(settings, client, cache);
    }

    /**
     * Returns the model files of a repository, the smallest first.
     *
     * @throws RemoteException if there is none, it is gated, or the hub cannot be reached
     */
    public List<PublishedFile> files(String repository) throws IOException {
        return FileChoice.bySize(listing(repository));
    }

    /**
     * Returns the model files of a repository, in the order of its list.
     *
     * @throws RemoteException if there is none, it is gated, or the hub cannot be reached
     */
    public RepositoryListing listing(String repository) throws IOException {
        return FileChoice.listing(repository, hub().files(repository));
    }

    /**
     * Returns the file of a repository that a reference means; empty if the repository has no GGUF files.
     *
     * @throws RemoteException if there is no such repository, it is gated, or the hub cannot be reached
     */
    public Optional<PublishedFile> chosen(HuggingFaceRepository reference) throws IOException {
        return FileChoice.choose(hub().files(reference.repository()), reference);
    }

    /**
     * Tells whether a repository has a projector for images or sound.
     *
     * @throws RemoteException if there is no such repository, it is gated, or the hub cannot be reached
     */
    public boolean hasProjector(String repository) throws IOException {
        return FileChoice.hasProjector(hub().files(repository));
    }

    /**
     * Returns what lies at an address, as it is.
     *
     * @param most bytes that it may have
     * @throws RemoteException if the server cannot be reached, has no such file, or it is larger
     */
    public byte[] bytes(URI address, int most) throws IOException {
        ServerPace pace = client.pace();
        return client.whole(address, pace, () -> {
            try (WebClient.Answer answer = client.get(address, Map.of(), pace)) {
                byte[] body = answer.body().readNBytes(most + 1);
                if (body.length > most
                        || (answer.length().isPresent() && answer.length().getAsLong() > most)) {
                    throw new RemoteException(
                            Kind.FAILED,
                            address.getHost() + " sends more than what is asked for can have",
                            "check the address");
                }
                return body;
            }
        });
    }

    /** Returns a download with these headers. */
    public Download download(Map<String, String> headers) {
        return new Download(client, headers);
    }

    @Override
    public ResolvedModel huggingFace(HuggingFaceRepository reference) throws IOException {
        HuggingFaceHub hub = hub();
        List<RepositoryFile> files = hub.files(reference.repository());
        Optional<PublishedFile> chosen = FileChoice.choose(files, reference);
        if (chosen.isEmpty()) {
            return new ConvertedRepository(hub).resolve(reference, files);
        }
        String path = chosen.get().path();
        return resolved(
                reference.repository(),
                hub.header(reference.repository(), path),
                hub.address(reference.repository(), path),
                FileTypeNames.suffixOf(TypeLabel.withoutPart(path)));
    }

    @Override
    public ResolvedModel ollama(OllamaName name) throws IOException {
        OllamaRegistry registry = registry();
        OllamaRegistry.Weights weights = registry.weights(name);
        return resolved(name.model() + ":" + name.tag(), registry.header(weights), weights.address(), Optional.empty());
    }

    @Override
    public ResolvedModel web(URI address) throws IOException {
        String path = String.valueOf(address.getPath());
        String name = path.substring(path.lastIndexOf('/') + 1);
        GgufFile header = new RemoteHeaders(client, cache)
                .read(
                        Map.of(),
                        false,
                        opener -> GgufReader.read(
                                name,
                                part -> opener.open(part.equals(name) ? address : address.resolve(part)),
                                TensorData.REQUIRED));
        return resolved(name, header, address, FileTypeNames.suffixOf(TypeLabel.withoutPart(name)));
    }

    @Override
    public boolean registryFirst() {
        return settings.registryFirst();
    }

    @Override
    public boolean isOffline(IOException failure) {
        return failure instanceof RemoteException e && e.kind() == Kind.OFFLINE;
    }

    private static ResolvedModel resolved(String name, GgufFile header, URI address, Optional<FileType> named) {
        return new ResolvedModel(
                name,
                true,
                TensorCheck.checked(header.toModel(name)),
                FileType.of(header.metadata()).or(() -> named).map(type -> new ChosenType(type, TypeSource.FILE)),
                new FromServer(address, header.fileBytes()),
                Optional.empty());
    }
}

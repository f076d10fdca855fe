package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be downloaded for a reference.
 *
 * @param files all files, the parts of a split set in order
 * @param headers headers of the requests
 */
public record PullPlan(List<Download.File> files, Map<String, String> headers) {
    public PullPlan {
        files = List.copyOf(files);
        headers = Map.copyOf(headers);
    }

    /** Returns the bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(Download.File::bytes).sum();
    }

    /**
     * Asks the servers what a reference means.
     *
     * @param folder where downloads go
     * @throws RemoteException if the reference cannot be downloaded
     */
    public static PullPlan of(OnlineModels online, ModelReference reference, Path folder) throws IOException {
        return switch (reference) {
            case HuggingFaceRepository r -> repository(online, r, folder);
            case OllamaName o -> {
                OllamaRegistry.Weights weights = online.registry().weights(o);
                Path target =
                        folder.resolve("ollama").resolve(o.namespace()).resolve(o.model() + "-" + o.tag() + ".gguf");
                String hash = weights.digest().substring("sha256:".length());
                yield new PullPlan(
                        List.of(new Download.File(weights.address(), weights.bytes(), Optional.of(hash), target)),
                        Map.of());
            }
            default ->
                throw new RemoteException(
                        Kind.NOT_FOUND,
                        "Only repositories and names of Ollama's library can be downloaded",
                        Hint.of(
                                "for example: {0} or ollama:llama3.1:8b",
                                new Ask("models").and("action", "pull").and("model", "hf:org/name:Q4_K_M")));
        };
    }

    private static PullPlan repository(OnlineModels online, HuggingFaceRepository reference, Path folder)
            throws IOException {
        HuggingFaceHub hub = online.hub();
        List<RepositoryFile> all = hub.files(reference.repository());
        String first = FileChoice.choose(all, reference)
                .map(PublishedFile::path)
                .orElseThrow(() -> new RemoteException(
                        Kind.NOT_FOUND,
                        reference.repository() + " has no GGUF files",
                        "choose a repository of converted files"));
        List<Download.File> files = new ArrayList<>();
        for (String path : FileChoice.parts(first)) {
            RepositoryFile file = all.stream()
                    .filter(f -> f.path().equals(path))
                    .findFirst()
                    .orElseThrow(() -> new RemoteException(
                            Kind.NOT_FOUND, reference.repository() + " lacks the part " + path, "choose another file"));
            Path target = folder.resolve(reference.repository()).resolve(path).normalize();
            if (!target.startsWith(folder)) {
                throw new RemoteException(
                        Kind.FAILED, path + " leads out of the download folder", "this is not followed");
            }
            files.add(
                    new Download.File(hub.address(reference.repository(), path), file.bytes(), file.sha256(), target));
        }
        return new PullPlan(files, hub.headers());
    }
}

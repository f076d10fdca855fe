package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.checkpoint.Checkpoint;
import dev.llmfit.gguf.checkpoint.SafetensorsReader;
import dev.llmfit.gguf.checkpoint.StoredTensor;
import dev.llmfit.gguf.remote.Documents.Document;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Amount;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads repositories of Hugging Face: the list of files and the headers of GGUF files. */
public final class HuggingFaceHub {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>;\\s*rel=\"next\"");

    /** No disk holds a larger one; sums of several stay below 2^63. */
    private static final long LARGEST_FILE = 1L << 50;

    /** Pages of a list of files, of up to 1,000 files each; keeps a server from leading in circles; judgement. */
    private static final int MOST_PAGES = 50;

    /**
     * A file of a repository.
     *
     * @param path folders and name
     * @param bytes its size
     * @param sha256 its hash, if the hub stores it by hash
     */
    public record RepositoryFile(String path, long bytes, Optional<String> sha256) {
        public RepositoryFile {
            Amount.size(bytes, "bytes");
        }
    }

    private final RemoteSettings settings;
    private final WebClient client;
    private final HeaderCache cache;
    private final Documents documents;

    HuggingFaceHub(RemoteSettings settings, WebClient client, HeaderCache cache) {
        this.settings = settings;
        this.client = client;
        this.cache = cache;
        documents = new Documents(client, cache);
    }

    /**
     * Lists the files of a repository.
     *
     * @throws RemoteException if there is none, it is gated, or the hub cannot be reached
     */
    public List<RepositoryFile> files(String repository) throws IOException {
        List<RepositoryFile> files = new ArrayList<>();
        URI page = settings.huggingFace().resolve("api/models/" + repository + "/tree/main?recursive=true");
        for (int i = 0; i < MOST_PAGES; i++) {
            Document document = documents.read(page, headers());
            document.value().items().forEach(one -> file(one).ifPresent(files::add));
            Matcher next = NEXT.matcher(document.link().orElse(""));
            if (!next.find()) {
                return files;
            }
            page = next(page, next.group(1));
        }
        return files;
    }

    /** Returns the address of the next page; the token must not leave the hub. */
    private static URI next(URI page, String link) throws RemoteException {
        try {
            URI next = page.resolve(new URI(link));
            if (String.valueOf(next.getScheme()).equals(page.getScheme())
                    && String.valueOf(next.getAuthority()).equals(page.getAuthority())) {
                return next;
            }
        } catch (URISyntaxException e) {
            throw elsewhere(page, e);
        }
        throw elsewhere(page, null);
    }

    private static RemoteException elsewhere(URI page, @Nullable URISyntaxException cause) {
        RemoteException failure = new RemoteException(
                Kind.FAILED, page.getHost() + " names no page of its own as the next of a list", "try again later");
        failure.initCause(cause);
        return failure;
    }

    /** Tells whether a number that a server states may be the size of a file. */
    static boolean isSize(OptionalLong bytes) {
        return bytes.orElse(-1) >= 0 && bytes.getAsLong() <= LARGEST_FILE;
    }

    private static Optional<RepositoryFile> file(JsonValue one) {
        Optional<String> path = one.string("path");
        OptionalLong size = one.integer("size");
        if (!one.string("type").equals(Optional.of("file")) || path.isEmpty() || !isSize(size)) {
            return Optional.empty();
        }
        Optional<String> sha256 = one.get("lfs").flatMap(lfs -> lfs.string("oid"));
        return Optional.of(new RepositoryFile(path.get(), size.getAsLong(), sha256));
    }

    /** Returns the address of a file. */
    public URI address(String repository, String path) {
        StringBuilder encoded = new StringBuilder();
        for (String part : path.split("/", -1)) {
            encoded.append(encoded.isEmpty() ? "" : "/")
                    .append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return settings.huggingFace().resolve(repository + "/resolve/main/" + encoded);
    }

    /** Reads the header of a file, of all parts if it is the first of a split set. */
    public GgufFile header(String repository, String path) throws IOException {
        int slash = path.lastIndexOf('/');
        String folder = path.substring(0, slash + 1);
        return new RemoteHeaders(client, cache)
                .read(
                        headers(),
                        false,
                        opener -> GgufReader.read(
                                path.substring(slash + 1),
                                name -> opener.open(address(repository, folder + name)),
                                TensorData.REQUIRED));
    }

    /**
     * Reads a checkpoint: its configuration, and the headers of its safetensors files.
     *
     * @param files of the repository, as {@link #files} lists them
     * @throws dev.llmfit.gguf.checkpoint.CheckpointException if a file is missing or is not what it should be
     */
    public Checkpoint checkpoint(String repository, List<RepositoryFile> files) throws IOException {
        return Checkpoint.read(new RepositoryCheckpoint(this, repository, files));
    }

    /** Reads the tensors of a safetensors file. */
    List<StoredTensor> tensors(String repository, String path) throws IOException {
        return new RemoteHeaders(client, cache).read(headers(), false, opener -> {
            try (ByteSource source = opener.open(address(repository, path))) {
                return SafetensorsReader.read(source, path + " of " + repository);
            }
        });
    }

    /** Reads a JSON document of a repository, such as {@code config.json}. */
    JsonObject json(String repository, String path) throws IOException {
        JsonValue value = documents.read(address(repository, path), headers()).value();
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new RemoteException(
                Kind.FAILED, path + " of " + repository + " is no JSON object", "choose another repository");
    }

    /** Returns the headers of a request: the token, if there is one. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        settings.token().ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        return headers;
    }
}

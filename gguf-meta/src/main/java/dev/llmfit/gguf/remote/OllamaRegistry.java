package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.Amount;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads Ollama's registry: the manifest of a model and the header of its weights. */
public final class OllamaRegistry {
    private static final String MODEL = "application/vnd.ollama.image.model";
    private static final Map<String, String> MANIFEST =
            Map.of("Accept", "application/vnd.docker.distribution.manifest.v2+json");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /**
     * The weights of a model.
     *
     * @param address where the registry serves them
     * @param digest {@code sha256:} and the hash
     * @param bytes their size
     */
    public record Weights(URI address, String digest, long bytes) {
        public Weights {
            Amount.size(bytes, "bytes");
        }
    }

    private final RemoteSettings settings;
    private final WebClient client;
    private final HeaderCache cache;

    OllamaRegistry(RemoteSettings settings, WebClient client, HeaderCache cache) {
        this.settings = settings;
        this.client = client;
        this.cache = cache;
    }

    /**
     * Reads the manifest of a model.
     *
     * @throws RemoteException if there is none or the registry cannot be reached
     */
    public Weights weights(OllamaName name) throws IOException {
        URI base = settings.ollamaRegistry().resolve("v2/" + name.namespace() + "/" + name.model() + "/");
        JsonValue manifest = new Documents(client, cache)
                .read(base.resolve("manifests/" + name.tag()), MANIFEST)
                .value();
        for (JsonValue layer : manifest.get("layers").orElse(JsonNull.NULL).items()) {
            String digest = layer.string("digest").orElse("");
            OptionalLong size = layer.integer("size");
            if (layer.string("mediaType").equals(Optional.of(MODEL))
                    && DIGEST.matcher(digest).matches()
                    && HuggingFaceHub.isSize(size)) {
                return new Weights(base.resolve("blobs/" + digest), digest, size.getAsLong());
            }
        }
        throw new RemoteException(
                Kind.NOT_FOUND,
                "The registry has no weights for " + name.model() + ":" + name.tag(),
                "choose another tag");
    }

    /** Reads the header of the weights; what is on disk needs no check, because the address holds the hash. */
    public GgufFile header(Weights weights) throws IOException {
        return new RemoteHeaders(client, cache).read(Map.of(), true, opener -> {
            try (ByteSource file = opener.open(weights.address())) {
                return GgufReader.read(file, TensorData.REQUIRED);
            }
        });
    }
}

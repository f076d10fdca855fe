package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.gguf.remote.WebClient.Answer;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads small JSON documents from servers, from disk when they have not changed or there is no network. */
final class Documents {
    /** Lists and manifests have less than 1 MiB; what is larger is no document; judgement. */
    private static final int LARGEST = 16 << 20;

    /**
     * A document.
     *
     * @param value its content
     * @param link the {@code Link} header, with the address of the next page
     */
    record Document(JsonValue value, Optional<String> link) {}

    private final WebClient client;
    private final HeaderCache cache;

    Documents(WebClient client, HeaderCache cache) {
        this.client = client;
        this.cache = cache;
    }

    /** Reads a document. */
    Document read(URI address, Map<String, String> headers) throws IOException {
        Optional<HeaderCache.Entry> known = cache.find(address).filter(Documents::isJson);
        Map<String, String> request = new LinkedHashMap<>(headers);
        known.filter(k -> !k.etag().isEmpty()).ifPresent(k -> request.put("If-None-Match", k.etag()));
        ServerPace pace = client.pace();
        try {
            return client.whole(address, pace, () -> fetch(address, request, known, pace));
        } catch (RemoteException e) {
            if (e.kind() == Kind.OFFLINE && known.isPresent()) {
                return document(address, known.get().prefix(), Optional.empty());
            }
            throw e;
        }
    }

    private Document fetch(URI address, Map<String, String> request, Optional<HeaderCache.Entry> known, ServerPace pace)
            throws IOException {
        try (Answer answer = client.get(address, request, pace)) {
            Optional<String> link = answer.headers().firstValue("link");
            if (answer.status() == 304 && known.isPresent()) {
                return document(address, known.get().prefix(), link);
            }
            byte[] body = answer.body().readNBytes(LARGEST + 1);
            if (body.length > LARGEST) {
                throw new RemoteException(
                        Kind.FAILED, address.getHost() + " sent a document of more than 16 MiB", "check the address");
            }
            Document document = document(address, body, link);
            cache.put(address, new HeaderCache.Entry(answer.etag().orElse(""), body.length, body));
            return document;
        }
    }

    private static Document document(URI address, byte[] body, Optional<String> link) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            return new Document(Json.parse(text), link);
        } catch (JsonException e) {
            RemoteException failure = new RemoteException(
                    Kind.FAILED,
                    address.getHost() + " sent no JSON document where one was expected",
                    "check the address, and whether a proxy answers in its place");
            failure.initCause(e);
            throw failure;
        }
    }

    /** Tells whether what is on disk can be used; a damaged document is asked for again. */
    private static boolean isJson(HeaderCache.Entry entry) {
        try {
            Json.parse(new String(entry.prefix(), StandardCharsets.UTF_8));
            return true;
        } catch (JsonException e) {
            return false;
        }
    }
}

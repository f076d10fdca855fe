package dev.llmfit.gguf.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said and done when a server fails: tried again, given up, one sentence. */
class RemoteFailuresTest extends ServedRepository {
    @Test
    void temporaryFailuresAreTriedAgain() throws IOException {
        server.trouble(TREE, 429, 1);
        server.trouble(FILE, 503, 2);
        assertEquals(
                model.tensorBytes(),
                resolver(settings()).resolve("hf:org/small-GGUF").shape().tensorBytes());
        assertEquals(5, server.requests().size());
    }

    @Test
    void answersThatBreakOffAreAskedForAgain() throws IOException {
        server.trouble(TREE, 0, 1);
        server.trouble(FILE, 0, 2);
        assertEquals(
                model.tensorBytes(),
                resolver(settings()).resolve("hf:org/small-GGUF").shape().tensorBytes());
        assertEquals(5, server.requests().size());
    }

    @Test
    void aServerThatAlwaysBreaksOffIsOneSentence() {
        server.trouble(FILE, 0, 99);
        RemoteException e = failure("hf:org/small-GGUF");
        assertEquals(Kind.FAILED, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("broke off"), e.getMessage());
        assertEquals(4, server.requests().size());
    }

    @Test
    void aServerThatStopsSendingIsGivenUp() {
        server.trouble(FILE, FakeHub.STALL, 99);
        RemoteSettings s = settings();
        RemoteSettings hasty = new RemoteSettings(
                s.huggingFace(),
                s.token(),
                s.ollamaRegistry(),
                true,
                false,
                s.cache(),
                Duration.ofMillis(300),
                Duration.ofSeconds(60),
                2,
                s.pause());
        RemoteException e =
                assertThrows(RemoteException.class, () -> resolver(hasty).resolve("hf:org/small-GGUF"));
        assertTrue(String.valueOf(e.getMessage()).contains("nothing came for 0.3 s"), e.getMessage());
    }

    @Test
    void aFileThatShrankSinceIsRefused() throws IOException {
        byte[] padded = withLongVocabulary(3 * CHUNK);
        server.serve("/long.gguf", padded, Map.of("ETag", "x"));
        server.trouble("/long.gguf", 416, 99);
        RemoteException e = assertThrows(
                RemoteException.class,
                () -> online(settings()).web(server.address().resolve("long.gguf")));
        assertEquals(Kind.FAILED, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("416"), e.getMessage());
    }

    @Test
    void lastingFailuresAreOneSentence() {
        server.trouble(TREE, 429, 99);
        RemoteException limited = failure("hf:org/small-GGUF");
        assertEquals(Kind.LIMITED, limited.kind());
        RemoteException missing = failure("hf:org/nothing");
        assertEquals(Kind.NOT_FOUND, missing.kind());
    }

    @Test
    void redirectsInACircleEnd() {
        server.redirect(FILE, FILE, Map.of());
        assertEquals(Kind.FAILED, failure("hf:org/small-GGUF").kind());
        server.redirect(FILE, "file:///etc/passwd", Map.of());
        assertEquals(Kind.FAILED, failure("hf:org/small-GGUF").kind());
    }

    @Test
    void aServerWithoutRangesServesShortHeaders() throws IOException {
        server.withoutRanges();
        ResolvedModel found = resolver(settings()).resolve("hf:org/small-GGUF");
        assertEquals(model.tensorBytes(), found.shape().tensorBytes());
    }

    @Test
    void offlineTheCatalogueAnswersForKnownModels() throws IOException {
        RemoteSettings offline = settings(Optional.empty(), true);
        ResolvedModel found = resolver(offline).resolve("ollama:llama3.1:8b");
        assertEquals(Optional.of("llama3.1-8b"), found.entry().map(CatalogueEntry::id));
        assertTrue(found.isLaidOut());
        RemoteException e =
                assertThrows(RemoteException.class, () -> resolver(offline).resolve("hf:org/small-GGUF"));
        assertEquals(Kind.OFFLINE, e.kind());
        assertEquals(List.of(), server.requests());
    }
}

package dev.llmfit.gguf.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.remote.RemoteException.Kind;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Addresses and tokens, where they come from and whom they are shown. */
class RemoteSettingsTest extends ServedRepository {
    @Test
    void addressesOfTheEnvironmentAreChecked() {
        assertEquals(
                URI.create("https://hf-mirror.com/"),
                RemoteSettings.of(
                                Environment.ofProcess()
                                        .withVariables(Map.of("HF_ENDPOINT", "hf-mirror.com"))
                                        .withHome(folder),
                                false)
                        .huggingFace());
        for (String wrong : List.of("https://a b/", "ftp://host", "https://", "file:///etc")) {
            InvalidSettingException e = assertThrows(
                    InvalidSettingException.class,
                    () -> RemoteSettings.of(
                            Environment.ofProcess()
                                    .withVariables(Map.of("HF_ENDPOINT", wrong))
                                    .withHome(folder),
                            false));
            assertTrue(String.valueOf(e.getMessage()).contains("HF_ENDPOINT"), e.getMessage());
        }
    }

    @Test
    void theTokenOfALoginIsFound() throws IOException {
        Path file =
                Files.createDirectories(folder.resolve(".cache/huggingface")).resolve("token");
        Files.writeString(file, "hf_stored\n");
        assertEquals(
                Optional.of("hf_stored"),
                RemoteSettings.of(
                                Environment.ofProcess().withVariables(Map.of()).withHome(folder), false)
                        .token());
        assertEquals(
                Optional.of("hf_stated"),
                RemoteSettings.of(
                                Environment.ofProcess()
                                        .withVariables(Map.of("HF_TOKEN", "hf_stated"))
                                        .withHome(folder),
                                false)
                        .token());
        assertEquals(
                Optional.empty(),
                RemoteSettings.of(
                                Environment.ofProcess()
                                        .withVariables(Map.of(
                                                "HF_HOME",
                                                folder.resolve("other").toString()))
                                        .withHome(folder),
                                false)
                        .token());
    }

    @Test
    void gatedRepositoriesNeedAToken() throws IOException {
        server.serveGated(TREE, tree("small-Q8_0.gguf", file()), "secret");
        RemoteException refused = failure("hf:org/small-GGUF");
        assertEquals(Kind.FORBIDDEN, refused.kind());
        assertTrue(refused.hint().text().contains("HF_TOKEN"));
        ResolvedModel found = resolver(settings(Optional.of("secret"), false)).resolve("hf:org/small-GGUF");
        assertEquals(model.tensorBytes(), found.shape().tensorBytes());
    }

    @Test
    void theTokenStaysWithTheHub() throws IOException {
        try (FakeHub storage = FakeHub.start()) {
            storage.serve("/blob", file());
            server.redirect(FILE, storage.address() + "blob", Map.of("X-Linked-Etag", "\"abc\""));
            resolver(settings(Optional.of("secret"), false)).resolve("hf:org/small-GGUF");
            assertEquals(List.of(), storage.authorizations());
            assertEquals(List.of("Bearer secret", "Bearer secret"), server.authorizations());
        }
    }
}

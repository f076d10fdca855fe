package dev.llmfit.gguf.remote;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Environment;
import dev.llmfit.units.OwnFolders;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are asked, and how.
 *
 * @param huggingFace base address of the hub ({@code HF_ENDPOINT})
 * @param token token for gated repositories ({@code HF_TOKEN})
 * @param ollamaRegistry base address of Ollama's registry ({@code LLMFIT_OLLAMA_REGISTRY})
 * @param registryFirst whether the registry is asked before the catalogue: when its address was set
 * @param offline whether no server is to be asked ({@code LLMFIT_OFFLINE}, {@code HF_HUB_OFFLINE})
 * @param cache folder of what was read before
 * @param timeout time for one request to be answered
 * @param total time for a document or header as a whole, unless it comes at a good rate
 * @param attempts how often a request is tried
 * @param pause time before the second attempt; doubled before each further one
 */
public record RemoteSettings(
        URI huggingFace,
        Optional<String> token,
        URI ollamaRegistry,
        boolean registryFirst,
        boolean offline,
        Path cache,
        Duration timeout,
        Duration total,
        int attempts,
        Duration pause) {
    public RemoteSettings {
        Amount.count(attempts, "attempts");
    }

    /** Tokens of Hugging Face have below 100 characters; a larger file is none. */
    private static final long LONGEST_TOKEN = 1024;

    private static final String REGISTRY = "LLMFIT_OLLAMA_REGISTRY";

    /**
     * Returns the settings that follow from the environment.
     *
     * @param offline whether no server is to be asked, whatever the variables say
     * @throws InvalidSettingException if a variable holds no address
     */
    public static RemoteSettings of(Environment process, boolean offline) {
        Map<String, String> environment = process.variables();
        Path caches = process.variable("XDG_CACHE_HOME")
                .map(Path::of)
                .orElse(process.home().resolve(".cache"));
        return new RemoteSettings(
                address("HF_ENDPOINT", environment, "https://huggingface.co"),
                token(environment, caches),
                address(REGISTRY, environment, "https://registry.ollama.ai"),
                !environment.getOrDefault(REGISTRY, "").isBlank(),
                offline || isOn(environment.get("LLMFIT_OFFLINE")) || isOn(environment.get("HF_HUB_OFFLINE")),
                OwnFolders.of(process).cache(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                3,
                Duration.ofMillis(400));
    }

    /** Returns the token as Hugging Face's own tools find it: {@code HF_TOKEN}, else what {@code hf auth login} has stored. */
    private static Optional<String> token(Map<String, String> environment, Path caches) {
        Optional<String> stated = Optional.ofNullable(environment.get("HF_TOKEN"))
                .map(String::strip)
                .filter(t -> !t.isEmpty());
        if (stated.isPresent()) {
            return stated;
        }
        String home = environment.getOrDefault("HF_HOME", "");
        String path = environment.getOrDefault("HF_TOKEN_PATH", "");
        Path file = !path.isBlank()
                ? Path.of(path)
                : (home.isBlank() ? caches.resolve("huggingface") : Path.of(home)).resolve("token");
        try {
            return Files.isReadable(file) && Files.size(file) < LONGEST_TOKEN
                    ? Optional.of(Files.readString(file).strip()).filter(t -> !t.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // as without a login; a repository that needs one says so
        }
    }

    private static URI address(String variable, Map<String, String> environment, String usual) {
        String stated = environment.getOrDefault(variable, "").strip();
        String text = stated.isEmpty() ? usual : stated.contains("://") ? stated : "https://" + stated;
        try {
            URI address = new URI(text.endsWith("/") ? text : text + "/");
            if (address.getHost() != null && address.getScheme().matches("(?i)https?")) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw wrong(variable, stated, e);
        }
        throw wrong(variable, stated, null);
    }

    private static InvalidSettingException wrong(String variable, String stated, @Nullable URISyntaxException cause) {
        InvalidSettingException wrong = new InvalidSettingException(variable + " is no web address: '" + stated + "'");
        wrong.initCause(cause);
        return wrong;
    }

    private static boolean isOn(@Nullable String value) {
        return value != null && !value.isBlank() && !value.equals("0") && !value.equalsIgnoreCase("false");
    }
}

package dev.llmfit.gguf.local;

import dev.llmfit.units.Environment;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the stores of models lie on a machine. Folders need not exist.
 *
 * @param ollama folders with {@code manifests} and {@code blobs}
 * @param lmStudio folders with {@code publisher/repository/file.gguf}
 * @param huggingFace folders with {@code models--org--name}
 * @param llamaCpp folders in which llama.cpp keeps its downloads
 * @param webUi model folders of text-generation-webui
 * @param own folders of this program's downloads and those that the environment names
 * @param named folders that a question names; their files come first
 */
public record StoreFolders(
        List<Path> ollama,
        List<Path> lmStudio,
        List<Path> huggingFace,
        List<Path> llamaCpp,
        List<Path> webUi,
        List<Path> own,
        List<Path> named) {

    public StoreFolders {
        ollama = List.copyOf(ollama);
        lmStudio = List.copyOf(lmStudio);
        huggingFace = List.copyOf(huggingFace);
        llamaCpp = List.copyOf(llamaCpp);
        webUi = List.copyOf(webUi);
        own = List.copyOf(own);
        named = List.copyOf(named);
    }

    /** Returns the folders of a user, as the programs themselves find them. */
    public static StoreFolders of(Environment environment) {
        Places places = new Places(
                environment.variables(),
                environment.home(),
                environment.osName().toLowerCase(Locale.ROOT));
        return new StoreFolders(
                places.ollama(),
                places.lmStudio(),
                places.huggingFace(),
                places.llamaCpp(),
                places.webUi(),
                places.own(),
                List.of());
    }

    /** Returns a view of one folder with GGUF files, and no store of a program. */
    public static StoreFolders only(Path folder) {
        return new StoreFolders(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(folder));
    }

    /** Returns the same with one more folder with GGUF files. */
    public StoreFolders and(Path folder) {
        List<Path> more = new ArrayList<>(named);
        more.add(folder);
        return new StoreFolders(ollama, lmStudio, huggingFace, llamaCpp, webUi, own, more);
    }

    /** Returns the folder to which this program downloads. */
    public Path downloads() {
        return own.getFirst();
    }

    private record Places(Map<String, String> environment, Path home, String system) {
        Places {
            environment = Map.copyOf(environment);
        }

        List<Path> ollama() {
            Path named = named("OLLAMA_MODELS");
            if (named != null) {
                return List.of(named);
            }
            List<Path> folders = new ArrayList<>();
            folders.add(home.resolve(".ollama").resolve("models"));
            if (system.contains("linux")) { // the installer's service has a user of its own
                folders.add(Path.of("/usr/share/ollama/.ollama/models"));
            }
            return folders;
        }

        List<Path> lmStudio() {
            return List.of(
                    home.resolve(".lmstudio").resolve("models"),
                    home.resolve(".cache").resolve("lm-studio").resolve("models"));
        }

        List<Path> huggingFace() {
            Path cache = named("HF_HUB_CACHE");
            if (cache == null) {
                cache = named("HUGGINGFACE_HUB_CACHE");
            }
            if (cache != null) {
                return List.of(cache);
            }
            Path hfHome = named("HF_HOME");
            Path xdg = named("XDG_CACHE_HOME");
            Path base = hfHome != null ? hfHome : (xdg != null ? xdg : home.resolve(".cache")).resolve("huggingface");
            return List.of(base.resolve("hub"));
        }

        List<Path> llamaCpp() {
            Path named = named("LLAMA_CACHE");
            return List.of(named != null ? named : caches().resolve("llama.cpp"));
        }

        List<Path> webUi() {
            Path root = home.resolve("text-generation-webui");
            return List.of(root.resolve("user_data").resolve("models"), root.resolve("models"));
        }

        List<Path> own() {
            List<Path> folders = new ArrayList<>();
            Path named = named("LLMFIT_MODELS");
            Path xdg = named("XDG_DATA_HOME");
            Path data = xdg != null ? xdg : home.resolve(".local").resolve("share");
            folders.add(named != null ? named : data.resolve("llmfit").resolve("models"));
            String more = environment.getOrDefault("LLMFIT_MODELS_PATH", "");
            for (String folder : more.split(Pattern.quote(File.pathSeparator), -1)) {
                if (!folder.isBlank()) {
                    folders.add(Path.of(folder));
                }
            }
            return folders;
        }

        private Path caches() {
            Path xdg = named("XDG_CACHE_HOME");
            if (xdg != null) {
                return xdg;
            }
            if (system.contains("mac")) {
                return home.resolve("Library").resolve("Caches");
            }
            Path windows = named("LOCALAPPDATA");
            return system.contains("windows") && windows != null ? windows : home.resolve(".cache");
        }

        private @Nullable Path named(String variable) {
            String value = environment.get(variable);
            return value == null || value.isBlank() ? null : Path.of(value);
        }
    }
}

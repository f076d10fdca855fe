package dev.llmfit.engine.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where the program keeps its data. */
public final class DataFolder {
    private DataFolder() {}

    /**
     * Returns {@code $LLMFIT_DATA_HOME}, else {@code $XDG_DATA_HOME/llmfit}, else the platform's place.
     *
     * @param environment environment variables
     * @param os {@code os.name}
     */
    public static Path of(Map<String, String> environment, String os) {
        String chosen = environment.getOrDefault("LLMFIT_DATA_HOME", "");
        if (!chosen.isBlank()) {
            return Path.of(chosen);
        }
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        if (!xdg.isBlank()) {
            return Path.of(xdg, "llmfit");
        }
        Path home = Path.of(environment.getOrDefault("HOME", environment.getOrDefault("USERPROFILE", ".")));
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return home.resolve("Library/Application Support/llmfit");
        }
        String local = environment.getOrDefault("LOCALAPPDATA", "");
        if (system.startsWith("windows") && !local.isBlank()) {
            return Path.of(local, "llmfit");
        }
        return home.resolve(".local/share/llmfit");
    }

    /** Returns the data folder of this process. */
    public static Path ofProcess() {
        return of(System.getenv(), System.getProperty("os.name", ""));
    }
}

package dev.llmfit.engine.store;

import dev.llmfit.units.Environment;
import java.nio.file.Path;
import java.util.Optional;

/** Where the program keeps its data. */
public final class DataFolder {
    private DataFolder() {}

    /** Returns {@code $LLMFIT_DATA_HOME}, else {@code $XDG_DATA_HOME/llmfit}, else the platform's place. */
    public static Path of(Environment environment) {
        Optional<Path> chosen = environment
                .variable("LLMFIT_DATA_HOME")
                .map(Path::of)
                .or(() -> environment.variable("XDG_DATA_HOME").map(xdg -> Path.of(xdg, "llmfit")));
        if (chosen.isPresent()) {
            return chosen.get();
        }
        Path home = Path.of(environment
                .variable("HOME")
                .or(() -> environment.variable("USERPROFILE"))
                .orElse("."));
        if (environment.isMac()) {
            return home.resolve("Library/Application Support/llmfit");
        }
        Optional<String> local = environment.variable("LOCALAPPDATA");
        if (environment.isWindows() && local.isPresent()) {
            return Path.of(local.get(), "llmfit");
        }
        return home.resolve(".local/share/llmfit");
    }
}

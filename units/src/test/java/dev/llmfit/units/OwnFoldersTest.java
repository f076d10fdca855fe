package dev.llmfit.units;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnFoldersTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, HOME=/h, /h/.local/share/llmfit, /h/.cache/llmfit, /h/.config/llmfit",
        "Linux, HOME=/h XDG_DATA_HOME=/x XDG_CACHE_HOME=/y XDG_CONFIG_HOME=/z, /x/llmfit, /y/llmfit, /z/llmfit",
        "Linux, HOME=/h XDG_DATA_HOME=/x LLMFIT_DATA_HOME=/d LLMFIT_CACHE=/c, /d, /c, /h/.config/llmfit",
        "Mac OS X, HOME=/h, /h/Library/Application Support/llmfit, /h/Library/Caches/llmfit, /h/.config/llmfit",
        "Windows 11, USERPROFILE=/u LOCALAPPDATA=/u/Local APPDATA=/u/Roaming, /u/Local/llmfit, /u/Local/llmfit/cache, /u/Roaming/llmfit",
        "Windows 11, USERPROFILE=/u, /u/AppData/Local/llmfit, /u/AppData/Local/llmfit/cache, /u/AppData/Roaming/llmfit",
    })
    void areWhereEachSystemHasThem(String os, String variables, String data, String cache, String config) {
        Environment environment = Environment.ofProcess()
                .withOsName(os)
                .withVariables(Arrays.stream(variables.split(" ", -1))
                        .map(v -> v.split("=", 2))
                        .collect(Collectors.toMap(v -> v[0], v -> v[1])));
        assertEquals(
                new OwnFolders(Path.of(data), Path.of(cache), Path.of(config)), OwnFolders.of(environment), variables);
    }

    @ParameterizedTest
    @CsvSource({"/h/.cache/llmfit, true", "/u/Local/llmfit/cache, true", "/h, false", "/h/mine, false", "/, false"})
    void areOursByTheirNameAlone(String folder, boolean ours) {
        assertEquals(ours, OwnFolders.isOurs(Path.of(folder)));
    }

    @Test
    void aTreeIsRemovedAndWhatItsLinksNameIsNot(@TempDir Path folder) throws IOException {
        Path others = Files.createDirectories(folder.resolve("others"));
        Files.writeString(others.resolve("file"), "theirs");
        Path tree = Files.createDirectories(folder.resolve("llmfit"));
        Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("c"), "1234");
        Files.createSymbolicLink(tree.resolve("link"), others);
        assertTrue(OwnFolders.size(tree).count() >= 4);
        OwnFolders.remove(tree);
        assertFalse(Files.exists(tree));
        assertEquals("theirs", Files.readString(others.resolve("file")));
    }
}

package dev.llmfit.engine.llamacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are killed while they tell of themselves. */
@Timeout(60)
class KilledProgramTest {
    /** Is killed in the middle of its help when it is asked for the first time. */
    private static final String SCRIPT = """
            #!/bin/sh
            case $1 in
              --version) echo 'version: 11434 (abc)' ;;
              --help) echo '-m FILE'; [ -e "$0.asked" ] || { : > "$0.asked"; kill -9 $$; }; echo '--list-devices' ;;
              --list-devices) echo 'Available devices:'; echo '  CUDA0: a card' ;;
            esac
            """;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void helpThatWasCutIsNotKept(@TempDir Path folder) throws IOException {
        Path program = folder.resolve("llama-server");
        Files.writeString(program, SCRIPT);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        LlamaCpp engine = new LlamaCpp(new LlamaCppPrograms(Optional.of(program), Optional.empty(), Optional.empty()));
        EngineException killed = assertThrows(EngineException.class, engine::describe);
        String message = String.valueOf(killed.getMessage());
        assertTrue(message.contains("signal 9"), message);
        assertEquals(List.of("CUDA0: a card"), engine.describe().devices());
    }
}

package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.log.BufferLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SymptomTest {
    private static final Path LOG = Path.of("src/test/resources/dev/llmfit/cli/oom.log");

    @Test
    void theFailedAllocationAndWhatIsMissingAreRead() throws IOException {
        List<String> lines = Files.readAllLines(LOG);
        RunLog log = RunLog.parse(lines);
        assertEquals("CUDA0", log.failure().orElseThrow().device());
        assertEquals(4096.0, log.failure().orElseThrow().size().mib());
        assertEquals(RunLog.Part.CONTEXT, log.failure().orElseThrow().part());
        assertEquals(Optional.of("Q4_K_M"), log.fileType());
        assertEquals(33, log.offloaded().orElseThrow());
        // 4,403.49 MiB of weights and 4,096 MiB of cache against 7,800 MiB free
        assertEquals(
                699.49,
                new Remedies(log, Optional.empty()).missing().orElseThrow().mib(),
                0.01);
        assertEquals(2, BufferLog.parse(lines).buffers().size());
    }

    @Test
    void theCheapestChangeThatSavesEnoughComesFirst() throws IOException {
        RunLog log = RunLog.parse(Files.readAllLines(LOG));
        Remedies.Remedy guessed = new Remedies(log, Optional.empty()).list().getFirst();
        assertEquals("-c 16384", guessed.flags());
        assertEquals(2048.0, guessed.saves().mib());
        Remedies.Remedy exact = new Remedies(
                        log, Optional.of(Offers.find("llama3.1:8b").offer()))
                .list()
                .getFirst();
        assertEquals("-c 16384", exact.flags());
        assertTrue(exact.exact() && exact.enough());
        assertTrue(exact.saves().mib() >= 2048, exact.toString());
    }

    @Test
    void aLogWithoutAnyLaunchSaysNothing() {
        RunLog log = RunLog.parse(List.of("hello", "n_ctx_train = 99999999999999"));
        assertTrue(log.failure().isEmpty()
                && log.ctxTrain().isEmpty()
                && log.buffers().isEmpty());
    }
}

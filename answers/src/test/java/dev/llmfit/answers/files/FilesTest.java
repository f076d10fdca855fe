package dev.llmfit.answers.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer.Outcome;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.files.FilesAnswer.Row;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static final HardwareSelector CARD = HardwareSelector.named("rtx4090-24g-64g");

    @Test
    void eachModelIsTakenInTheFileThatItsNameMeans() {
        FilesAnswer answer = BENCH.ask(
                new FilesQuestion(List.of("llama3.1:8b", "gemma3:27b:Q8_0", "llama3.1:405b"), CARD, Optional.of(8192)));
        assertEquals("Q4_K_M", answer.rows().get(0).launch().orElseThrow().fileType());
        assertEquals(
                Verdict.FULL_GPU, answer.rows().get(0).launch().orElseThrow().verdict());
        assertEquals("Q8_0", answer.rows().get(1).launch().orElseThrow().fileType());
        assertEquals(
                Verdict.PARTIAL_GPU, answer.rows().get(1).launch().orElseThrow().verdict());
        assertFalse(answer.rows().get(2).fits());
        assertEquals(Outcome.DONE, answer.outcome());
    }

    @Test
    void aFileThatCannotBeReadHidesNoOther(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("broken.gguf"), "GGUF but no more");
        FilesAnswer answer =
                BENCH.ask(new FilesQuestion(List.of(folder.toString(), "llama3.2:1b"), CARD, Optional.empty()));
        Row broken = answer.rows().getFirst();
        assertTrue(broken.reference().endsWith("broken.gguf"));
        assertTrue(broken.refused().isPresent());
        assertTrue(answer.rows().getLast().fits());
    }

    @Test
    void aFolderWithoutModelsIsRefused(@TempDir Path folder) {
        FilesQuestion question = new FilesQuestion(List.of(folder.toString()), CARD, Optional.empty());
        assertTrue(assertThrows(RefusedException.class, () -> BENCH.ask(question))
                .refusal()
                .message()
                .contains("holds no GGUF file"));
    }
}

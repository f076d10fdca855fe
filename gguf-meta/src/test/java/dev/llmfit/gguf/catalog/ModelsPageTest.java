package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the generated page about the catalogue against the catalogue. */
class ModelsPageTest {
    /** Maven runs a module's tests in the module's folder. */
    private static final Path PAGE = Path.of("..", "docs", "models.md");

    @Test
    void thePageListsEveryModel() throws IOException {
        String page = Files.readString(PAGE);
        List<ModelSummary> models = Catalogue.bundled().summaries();
        List<String> missing = models.stream()
                .map(ModelSummary::id)
                .filter(id -> !page.contains("\n| `" + id + "`"))
                .toList();
        assertEquals(List.of(), missing, "run gguf-meta/src/main/scripts/models-page.py");
        assertTrue(page.contains(models.size() + " model shapes"), "run gguf-meta/src/main/scripts/models-page.py");
    }
}

package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParametersException;
import dev.llmfit.gguf.tensors.TensorCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTensorsTest {
    @Test
    void everyModelHasTheTensorsThatLlamaCppMakes() {
        List<String> refused = new ArrayList<>();
        int models = 0;
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            CatalogueEntry entry = Catalogue.bundled().byId(summary.id()).orElseThrow();
            for (Model model :
                    List.of(entry.model(), entry.modelWithoutNextTokenLayers(), entry.modelWithNextTokenLayers())) {
                models++;
                try {
                    TensorCheck.checked(model);
                } catch (HyperParametersException e) {
                    refused.add(summary.id() + ": " + e.getMessage());
                }
            }
        }
        assertEquals(List.of(), refused);
        assertTrue(models >= 1350, "models: " + models);
    }
}

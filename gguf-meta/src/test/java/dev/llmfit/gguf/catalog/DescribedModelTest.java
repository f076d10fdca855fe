package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DescribedModelTest {
    /** Those of a few architectures have sizes that no key of the header tells alone. */
    @Test
    void nearlyEveryModelOfTheCatalogueIsDescribedByItsHeader() {
        int described = 0;
        int all = 0;
        TreeMap<String, String> others = new TreeMap<>();
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            Model model = Catalogue.bundled().byId(summary.id()).orElseThrow().model();
            all++;
            try {
                AuditedFields fields = AuditedFields.of(
                        "", DescribedModel.fields(model), Complaints.thrown(summary.id(), FieldsException::new));
                int next = fields.optionalCount("mtp_layers", 10).orElse(0);
                Model again = Architectures.layOut(summary.id(), fields, next);
                if (again.tensors().equals(model.tensors())) {
                    described++;
                } else {
                    List<Object> left = new ArrayList<>(again.tensors());
                    left.removeAll(model.tensors());
                    others.put(
                            summary.architecture(),
                            summary.id() + " " + left.stream().findFirst());
                }
            } catch (FieldsException e) {
                others.put(summary.architecture(), summary.id() + " " + e.getMessage());
            }
        }
        assertTrue(described >= all * 0.9, described + " of " + all + ": " + others);
    }
}

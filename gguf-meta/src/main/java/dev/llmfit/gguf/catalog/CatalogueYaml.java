package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import java.util.List;

/** Reads catalogue files: a group {@code models} with a list of entries. */
final class CatalogueYaml {
    private CatalogueYaml() {}

    /**
     * Reads the entries of one file.
     *
     * @param source the file's name, for messages
     * @throws FieldsException if the text is no YAML or holds no list of models
     */
    static List<AuditedFields> read(String source, String text) {
        AuditedFields file = AuditedFields.ofYaml(text, Complaints.thrown(source, FieldsException::new))
                .orElseThrow();
        file.know("models").refuseUnknown();
        file.requiredNode("models", "a list of models");
        List<AuditedFields> models = file.sections("models", "id");
        models.forEach(model -> model.text("id"));
        return models;
    }
}

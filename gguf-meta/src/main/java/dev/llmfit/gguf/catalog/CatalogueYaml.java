package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.arch.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.Yaml;
import dev.llmfit.json.YamlNode;
import dev.llmfit.json.YamlSyntaxException;
import java.util.ArrayList;
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
        Complaints complaints = Complaints.thrown(source, FieldsException::new);
        AuditedFields file = AuditedFields.of("", mapping(text, complaints), complaints);
        if (!file.has("models")) {
            file.refuseUnknown();
        }
        file.requiredNode("models", "a list of models");
        List<AuditedFields> entries = new ArrayList<>();
        for (YamlNode model : file.items("models")) {
            entries.add(entry(model, entries.size(), complaints));
        }
        file.refuseUnknown();
        return entries;
    }

    private static YamlNode.Mapping mapping(String text, Complaints complaints) {
        YamlNode root;
        try {
            root = Yaml.parse(text);
        } catch (YamlSyntaxException e) {
            complaints.mistake(e.line(), "not YAML: " + e.getMessage());
            throw e;
        }
        if (root instanceof YamlNode.Mapping mapping) {
            return mapping;
        }
        complaints.mistake(root.line(), "expected 'models:' with a list, found " + root.describe());
        return new YamlNode.Mapping(List.of(), root.line());
    }

    private static AuditedFields entry(YamlNode model, int index, Complaints complaints) {
        String place = "models[" + index + "]";
        if (!(model instanceof YamlNode.Mapping mapping)) {
            complaints.mistake(
                    model.line(), place + " is " + model.describe() + ", expected fields that start with id");
            return AuditedFields.of(place, new YamlNode.Mapping(List.of(), model.line()), complaints);
        }
        String id = AuditedFields.of(place, mapping, complaints).text("id");
        return AuditedFields.of(id, mapping, complaints);
    }
}

package dev.llmfit.cli.models;

import dev.llmfit.gguf.catalog.ModelSummary;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes the summary of a model as a JSON object. */
final class SummaryJson {
    private SummaryJson() {}

    static Map<String, Object> of(ModelSummary model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", model.id());
        json.put("name", model.name());
        json.put("family", model.family());
        json.put("architecture", model.architecture());
        json.put("parameters", model.parameters());
        json.put("parameters_active", model.parametersActive());
        json.put("n_layer", model.nLayer());
        json.put("n_ctx_train", model.nCtxTrain());
        json.put("licence", model.licence());
        json.put("release", model.release());
        json.put("modalities", model.modalities());
        json.put("purposes", model.purposes());
        json.put("ollama", model.ollama());
        json.put("hf_repo", model.hfRepository());
        json.put("gguf_repos", model.ggufRepositories());
        json.put("confidence", model.confidence().name().toLowerCase(Locale.ROOT));
        json.put(
                "q4_k_m_bytes",
                model.q4KmBytes().isPresent() ? Optional.of(model.q4KmBytes().getAsLong()) : Optional.empty());
        return json;
    }
}

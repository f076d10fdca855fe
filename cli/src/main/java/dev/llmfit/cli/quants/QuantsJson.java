package dev.llmfit.cli.quants;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.QuantSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The document of all file types of a model, schema {@code llmfit/quants/1}. */
public final class QuantsJson {
    private static final double ROUNDING = 1e4;

    private QuantsJson() {}

    /**
     * Returns the document as a tree.
     *
     * @param id the line's id in a batch
     */
    public static Map<String, Object> document(Optional<String> id, QuantTable table) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/quants/1");
        id.ifPresent(text -> document.put("id", text));
        document.put("engine", "llama.cpp b11434");
        document.put("model", model(table));
        document.put("imatrix", table.imatrix() == Imatrix.PRESENT);
        document.put("file_bytes_basis", table.hasVocabulary() ? "exact" : "without vocabulary");
        List<Object> rows = new ArrayList<>();
        for (QuantSummary row : table.rows()) {
            rows.add(row(row));
        }
        document.put("quants", rows);
        return document;
    }

    /** Returns the document with how each type fits a machine. */
    public static Map<String, Object> document(Optional<String> id, QuantTable table, QuantFits fits) {
        Map<String, Object> document = document(id, table);
        document.put("machine", fits.machine().id());
        fits.sweetSpot().ifPresent(type -> document.put("sweet_spot", type));
        Map<String, Object> byType = new LinkedHashMap<>();
        fits.fits().forEach((type, fit) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put(
                    "n_gpu_layers",
                    fit.nGpuLayers().isPresent() ? fit.nGpuLayers().getAsInt() : Optional.empty());
            entry.put("layers", fit.layers());
            entry.put(
                    "largest_ctx",
                    fit.largestContext().isPresent() ? fit.largestContext().getAsInt() : Optional.empty());
            byType.put(type.name(), entry);
        });
        document.put("fits", byType);
        return document;
    }

    private static Map<String, Object> model(QuantTable table) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", table.model().name());
        model.put("architecture", table.model().architecture());
        model.put("parameters", table.parameters());
        model.put("tensor_bytes", table.model().tensorBytes());
        table.presentType().ifPresent(type -> model.put("file_type", type));
        return model;
    }

    private static Map<String, Object> row(QuantSummary summary) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("file_type", summary.fileType());
        row.put("tensor_bytes", summary.tensorBytes());
        row.put("file_bytes", summary.fileBytes());
        row.put("bits_per_weight", Math.round(summary.bitsPerWeight() * ROUNDING) / ROUNDING);
        Map<String, Object> tensors = new LinkedHashMap<>();
        for (Map.Entry<GgmlType, Integer> entry : summary.tensors().entrySet()) {
            tensors.put(entry.getKey().name(), entry.getValue());
        }
        row.put("tensors", tensors);
        row.put("requires_imatrix", summary.requiresImatrix());
        row.put("fallback_tensors", summary.fallbacks());
        return row;
    }
}

package dev.llmfit.answers.update;

import dev.llmfit.answers.update.UpdateAnswer.Change;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What a bundle says that is not in use yet. */
final class KnowledgeChanges {
    private KnowledgeChanges() {}

    /**
     * Returns what becomes different.
     *
     * @param catalogue the bundle's
     * @param files the bundle's tables by path
     */
    static List<Change> of(Catalogue catalogue, SortedMap<String, byte[]> files) {
        List<Change> changes = new ArrayList<>();
        changes.add(change("models", models(Catalogue.bundled()), models(catalogue)));
        for (KnowledgeTable table : KnowledgeTable.all()) {
            String text = new String(
                    Optional.ofNullable(files.get(table.path())).orElse(new byte[0]), StandardCharsets.UTF_8);
            changes.add(change(
                    table.about(), KnowledgeTable.rows(table.current()), KnowledgeTable.rows(text.replace("\r", ""))));
        }
        return changes.stream().filter(change -> !change.isNone()).toList();
    }

    private static Map<String, CatalogueEntry> models(Catalogue catalogue) {
        Map<String, CatalogueEntry> models = new LinkedHashMap<>();
        for (ModelSummary summary : catalogue.summaries()) {
            catalogue.find(summary.id()).ifPresent(entry -> models.put(summary.id(), entry));
        }
        return models;
    }

    private static <V> Change change(String about, Map<String, V> before, Map<String, V> now) {
        return new Change(
                about,
                now.keySet().stream().filter(key -> !before.containsKey(key)).toList(),
                before.keySet().stream().filter(key -> !now.containsKey(key)).toList(),
                now.entrySet().stream()
                        .filter(e ->
                                before.containsKey(e.getKey()) && !e.getValue().equals(before.get(e.getKey())))
                        .map(Map.Entry::getKey)
                        .toList());
    }
}

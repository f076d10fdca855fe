package dev.llmfit.gguf.published;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.published.PublishedCsv.NamedRecipe;
import dev.llmfit.gguf.quant.Recipe;
import dev.llmfit.units.KnowledgeFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lists of published files that come with the program. They are read when they are first asked for; a repository is read when it is
 * asked for.
 */
public final class PublishedListings {
    private static final String RESOURCE = "published.txt";

    private final Map<String, ListingSource> sources = new HashMap<>();

    /** A row of each repository, by its name in lower case. */
    private final Map<String, String> rows = new HashMap<>();

    private final List<NamedRecipe> recipes;

    private PublishedListings(String text) {
        List<String> lines = text.lines().toList();
        String[] counts = lines.getFirst().split(",", 2);
        int firstRecipe = 1 + Integer.parseInt(counts[0]);
        int firstRow = firstRecipe + Integer.parseInt(counts[1]);
        for (String line : lines.subList(1, firstRecipe)) {
            Map.Entry<String, ListingSource> source = PublishedCsv.source(line);
            sources.put(source.getKey(), source.getValue());
        }
        recipes = lines.subList(firstRecipe, firstRow).stream()
                .map(PublishedCsv::recipe)
                .toList();
        for (String line : lines.subList(firstRow, lines.size())) {
            int bar = line.indexOf('|');
            rows.put(line.substring(0, bar), line.substring(bar + 1));
        }
    }

    /** Returns the lists that come with the program. */
    public static PublishedListings bundled() {
        return Holder.BUNDLED;
    }

    /** Returns the plain types of each repository that is listed, by its name in lower case. */
    Map<String, Set<String>> plainTypes() {
        Map<String, Set<String>> types = new HashMap<>();
        Map<String, Optional<String>> plain = new HashMap<>();
        rows.forEach((repository, row) -> types.put(repository, PublishedCsv.plainTypes(row, plain)));
        return types;
    }

    /** Returns the files of a repository, {@code org/name} in any case; empty if its files are not listed. */
    public Optional<RepositoryListing> of(String repository) {
        return Optional.ofNullable(rows.get(repository.toLowerCase(Locale.ROOT)))
                .map(row -> PublishedCsv.listing(row, sources));
    }

    /**
     * Returns what a publisher's name of a type means to {@code llama-quantize}; empty if the publisher says nothing exact.
     *
     * @param publisher who publishes it; of a model without a named repository whoever the name is known of
     * @param label the name
     * @param tied whether the model has no output matrix of its own
     */
    public Optional<Recipe> recipe(Optional<String> publisher, TypeLabel label, boolean tied) {
        return recipes.stream()
                .filter(r -> publisher.isEmpty() || r.publisher().equalsIgnoreCase(publisher.get()))
                .filter(r -> r.label().equals(label.text()))
                .findFirst()
                .map(r -> tied ? tied(r.recipe(), r.tied()) : r.recipe());
    }

    private static Recipe tied(Recipe recipe, Optional<GgmlType> embedding) {
        return new Recipe(recipe.fileType(), recipe.imatrix(), embedding, Optional.empty());
    }

    private static final class Holder {
        static final PublishedListings BUNDLED =
                new PublishedListings(KnowledgeFiles.text(PublishedListings.class, RESOURCE));
    }
}

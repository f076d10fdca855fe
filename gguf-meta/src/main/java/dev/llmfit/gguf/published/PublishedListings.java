package dev.llmfit.gguf.published;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.published.PublishedCsv.NamedRecipe;
import dev.llmfit.gguf.quant.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The lists of published files that come with the program. They are read when they are first asked for; a repository is read when it is
 * asked for.
 */
public final class PublishedListings {
    private static final String RESOURCE = "published.txt";

    private final String text;
    private final Map<String, ListingSource> sources = new HashMap<>();
    private final List<NamedRecipe> recipes;

    private PublishedListings(String text) {
        this.text = text;
        String[] counts = text.substring(0, text.indexOf('\n')).split(",", 2);
        int sourceCount = Integer.parseInt(counts[0]);
        int recipeCount = Integer.parseInt(counts[1]);
        text.lines()
                .skip(1)
                .limit(sourceCount)
                .map(PublishedCsv::source)
                .forEach(s -> sources.put(s.getKey(), s.getValue()));
        recipes = text.lines()
                .skip(1L + sourceCount)
                .limit(recipeCount)
                .map(PublishedCsv::recipe)
                .toList();
    }

    /** Returns the lists that come with the program. */
    public static PublishedListings bundled() {
        return Holder.BUNDLED;
    }

    /** Returns the files of a repository, {@code org/name} in any case; empty if its files are not listed. */
    public Optional<RepositoryListing> of(String repository) {
        String head = "\n" + repository.toLowerCase(Locale.ROOT) + "|";
        int start = text.indexOf(head);
        if (start < 0) {
            return Optional.empty();
        }
        int row = start + head.length();
        int end = text.indexOf('\n', row);
        return Optional.of(PublishedCsv.listing(text.substring(row, end < 0 ? text.length() : end), sources));
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
        static final PublishedListings BUNDLED = load();

        private static PublishedListings load() {
            try (InputStream in = PublishedListings.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("the program was built without its lists of files " + RESOURCE);
                }
                return new PublishedListings(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the bundled lists of files", e);
            }
        }
    }
}

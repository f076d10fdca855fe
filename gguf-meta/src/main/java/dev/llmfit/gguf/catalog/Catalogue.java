package dev.llmfit.gguf.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The catalogue of model shapes. Entries are decoded when asked for. Immutable. */
public final class Catalogue {
    private static final String RESOURCE = "catalogue.bin";

    private final CompiledCatalogue compiled;
    private final Map<String, Integer> indexByName;

    private Catalogue(CompiledCatalogue compiled) {
        this.compiled = compiled;
        indexByName = index(compiled.summaries());
    }

    /** Returns the catalogue that comes with the program. */
    public static Catalogue bundled() {
        return Holder.BUNDLED;
    }

    /** Returns the summaries of all models, architecture by architecture. */
    public List<ModelSummary> summaries() {
        return compiled.summaries();
    }

    /**
     * Finds a model by its exact name, in any case: an id ({@code llama3.1-8b}), an Ollama name ({@code llama3.1:8b}), a
     * repository on Hugging Face or the name for people.
     */
    public Optional<CatalogueEntry> find(String name) {
        return Optional.ofNullable(indexByName.get(key(name))).map(compiled::entry);
    }

    private static Map<String, Integer> index(List<ModelSummary> summaries) {
        Map<String, Integer> index = new HashMap<>(summaries.size() * 8);
        for (int i = 0; i < summaries.size(); i++) {
            index.putIfAbsent(key(summaries.get(i).id()), i);
        }
        for (int i = 0; i < summaries.size(); i++) {
            for (String tag : summaries.get(i).ollama()) {
                index.putIfAbsent(key(tag), i);
            }
        }
        for (int i = 0; i < summaries.size(); i++) {
            ModelSummary summary = summaries.get(i);
            index.putIfAbsent(key(summary.hfRepository()), i);
            index.putIfAbsent(key(summary.name()), i);
            for (String repository : summary.ggufRepositories()) {
                index.putIfAbsent(key(repository), i);
            }
        }
        return index;
    }

    private static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static final class Holder {
        static final Catalogue BUNDLED = load();

        private static Catalogue load() {
            try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("the program was built without its catalogue " + RESOURCE);
                }
                return new Catalogue(CompiledCatalogue.read(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the bundled catalogue", e);
            }
        }
    }
}

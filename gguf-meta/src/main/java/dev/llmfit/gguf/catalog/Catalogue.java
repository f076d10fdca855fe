package dev.llmfit.gguf.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The catalogue of model shapes. Entries are decoded when asked for. Safe for use by several threads. */
public final class Catalogue {
    private static final String RESOURCE = "catalogue.bin";

    private final CompiledCatalogue compiled;
    private volatile @Nullable List<ModelSummary> summaries;

    private Catalogue(CompiledCatalogue compiled) {
        this.compiled = compiled;
    }

    /** Returns the catalogue that comes with the program. */
    public static Catalogue bundled() {
        return Holder.BUNDLED;
    }

    /** Returns the summaries of all models, architecture by architecture. */
    public List<ModelSummary> summaries() {
        List<ModelSummary> known = summaries;
        if (known == null) {
            known = compiled.summaries();
            summaries = known;
        }
        return known;
    }

    /**
     * Finds a model by its exact name, in any case: an id ({@code llama3.1-8b}), an Ollama name ({@code llama3.1:8b}), a
     * repository on Hugging Face or the name for people.
     */
    public Optional<CatalogueEntry> find(String name) {
        OptionalInt index = compiled.find(NameKind.normalized(name));
        return index.isPresent() ? Optional.of(compiled.entry(index.getAsInt())) : Optional.empty();
    }

    private static final class Holder {
        static final Catalogue BUNDLED = load();

        private static Catalogue load() {
            try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("the program was built without its catalogue " + RESOURCE);
                }
                return new Catalogue(new CompiledCatalogue(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the bundled catalogue", e);
            }
        }
    }
}

package dev.llmfit.gguf.catalog;

import dev.llmfit.units.Environment;
import dev.llmfit.units.KnowledgeFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The catalogue of model shapes. Entries are decoded when asked for. Safe for use by several threads. */
public final class Catalogue {
    /** Name of the compiled catalogue. */
    static final String RESOURCE = "catalogue.bin";

    /** Number of its layout: a program reads what was compiled by one with the same. */
    public static final int LAYOUT = CompiledCatalogue.MAGIC;

    private final CompiledCatalogue compiled;
    private final List<CatalogueEntry> own;
    private volatile @Nullable List<ModelSummary> summaries;

    private Catalogue(CompiledCatalogue compiled, List<CatalogueEntry> own) {
        this.compiled = compiled;
        this.own = List.copyOf(own);
    }

    /** Returns the catalogue that comes with the program. */
    public static Catalogue bundled() {
        return Holder.BUNDLED;
    }

    /**
     * Returns the catalogue of a folder of knowledge.
     *
     * @param knowledge folder that {@link CatalogueCompiler#compileKnown} has written into
     * @throws IOException if it cannot be read
     */
    public static Catalogue in(Path knowledge) throws IOException {
        Path file = KnowledgeFiles.in(knowledge, Catalogue.class, RESOURCE);
        return new Catalogue(new CompiledCatalogue(Files.readAllBytes(file)), List.of());
    }

    /**
     * Returns the bundled catalogue with the models of the user in {@code ~/.config/llmfit/models}; theirs come first.
     *
     * @throws dev.llmfit.gguf.layout.FieldsException if an entry of the user is wrong
     */
    public static Catalogue of(Environment environment) {
        return bundled().withModelsOf(UserModels.folder(environment));
    }

    /**
     * Returns this catalogue with the models of a folder of YAML files before it.
     *
     * @throws dev.llmfit.gguf.layout.FieldsException if an entry is wrong
     */
    public Catalogue withModelsOf(Path folder) {
        try {
            List<CatalogueEntry> entries = UserModels.read(folder);
            return entries.isEmpty() ? this : new Catalogue(compiled, entries);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    /** Returns the summaries of all models, architecture by architecture. */
    public List<ModelSummary> summaries() {
        List<ModelSummary> known = summaries;
        if (known == null) {
            List<ModelSummary> all = new ArrayList<>();
            own.forEach(entry -> all.add(entry.summary()));
            all.addAll(compiled.summaries());
            known = List.copyOf(all);
            summaries = known;
        }
        return known;
    }

    /**
     * Finds a model by its exact name, in any case: an id ({@code llama3.1-8b}), an Ollama name ({@code llama3.1:8b}), a
     * repository on Hugging Face or the name for people.
     */
    public Optional<CatalogueEntry> find(String name) {
        return name(name).flatMap(CatalogueName::entry);
    }

    /** Finds a model by its id. */
    public Optional<CatalogueEntry> byId(String id) {
        String wanted = NameKind.normalized(id);
        return own.stream()
                .filter(entry -> NameKind.normalized(entry.id()).equals(wanted))
                .findFirst()
                .or(() -> compiled.find(wanted, EnumSet.of(NameKind.ID)).flatMap(CatalogueName::entry));
    }

    /** Returns what an exact name means, in any case: a model that is here, or one that Ollama's library has and this catalogue has not. */
    public Optional<CatalogueName> name(String name) {
        return name(name, EnumSet.allOf(NameKind.class));
    }

    private Optional<CatalogueName> name(String name, Set<NameKind> kinds) {
        String wanted = NameKind.normalized(name);
        for (CatalogueEntry entry : own) {
            for (NameKind kind : kinds) {
                if (kind.names(entry.summary()).contains(wanted)) {
                    return Optional.of(new CatalogueName(kind, Optional.of(entry), Optional.empty()));
                }
            }
        }
        return compiled.find(wanted, kinds);
    }

    /** Returns the tags that are known of a name in Ollama's library, in any case. */
    public List<String> tags(String library) {
        return compiled.tags(NameKind.normalized(library));
    }

    /**
     * Returns what a repository's name without its owner means, in any case: Ollama's library calls others by some of them
     * ({@code deepseek-v2} is the 16B there).
     */
    public Optional<CatalogueName> repositoryName(String bare) {
        return name(bare, EnumSet.of(NameKind.ID, NameKind.NAME, NameKind.BARE_REPOSITORY));
    }

    /**
     * Tells whether a word of the tags of a name in Ollama's library leaves the shape as it is.
     *
     * @param library the name before the colon
     * @param word a part of the tag, for example {@code v1.5}
     */
    public boolean isTagWord(String library, String word) {
        return compiled.find(tagWord(library, word)).isPresent();
    }

    /** Returns how a word of tags is kept among the names. */
    static String tagWord(String library, String word) {
        return library + ":+" + word;
    }

    private static final class Holder {
        static final Catalogue BUNDLED =
                new Catalogue(new CompiledCatalogue(KnowledgeFiles.bytes(Catalogue.class, RESOURCE)), List.of());
    }
}

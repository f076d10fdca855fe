package dev.llmfit.gguf.find;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueName;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.NameKind;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds which model of the catalogue a repository of another publisher holds, by the name that publishers give it. */
final class RepositoryNames {
    /** Words by which publishers tell how a model was changed or made; its tensors keep their shapes. */
    private static final Set<String> CHANGES = Set.of(
            "gguf",
            "imatrix",
            "imat",
            "i1",
            "abliterated",
            "obliterated",
            "derestricted",
            "decensored",
            "unfiltered",
            "uncensored",
            "heretic",
            "aggressive",
            "balanced",
            "hauhaucs",
            "huihui",
            "josiefied",
            "native",
            "preserved",
            "qat",
            "novision",
            "bf16",
            "f16",
            "mtp");

    private final Catalogue catalogue;

    RepositoryNames(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * A model that a repository seems to hold.
     *
     * @param entry the model
     * @param literal whether the catalogue lists the repository
     */
    record Found(CatalogueEntry entry, boolean literal) {}

    /** Finds the model of a repository. */
    Optional<Found> find(String repository) {
        return listed(repository)
                .or(() -> KnownNames.withoutMtp(repository).flatMap(this::listed))
                .or(() -> alike(repository).map(e -> new Found(e, false)));
    }

    private Optional<Found> listed(String repository) {
        return catalogue.name(repository).flatMap(name -> name.entry().map(e -> new Found(e, name.isOwn())));
    }

    private Optional<CatalogueEntry> alike(String repository) {
        String bare = NameKind.normalized(repository.substring(repository.indexOf('/') + 1));
        Set<String> spellings = new LinkedHashSet<>(List.of(bare, without(bare)));
        int owner = bare.indexOf('_'); // bartowski's: mistralai_Mistral-Small-3.2-24B-Instruct-2506-GGUF
        if (owner > 0) {
            spellings.add(bare.substring(owner + 1));
            spellings.add(without(bare.substring(owner + 1)));
        }
        for (String spelling : spellings) {
            Optional<CatalogueEntry> named = catalogue
                    .repositoryName(spelling)
                    .or(() -> catalogue.name(spelling))
                    .flatMap(CatalogueName::entry);
            if (named.isPresent()) {
                return named;
            }
        }
        CatalogueSearch search = new CatalogueSearch(catalogue.summaries());
        for (String spelling : spellings) {
            List<CatalogueSearch.Hit> exact = search.exactly(spelling);
            if (exact.size() == 1) {
                return catalogue.byId(exact.getFirst().model().id());
            }
        }
        return Optional.empty();
    }

    /** Returns a name without the words that tell of changes; the others keep the separators between them. */
    private static String without(String bare) {
        return Arrays.stream(bare.split("-", -1))
                .filter(word -> !isChange(word))
                .map(word -> Arrays.stream(word.split("_", -1))
                        .filter(part -> !isChange(part))
                        .collect(Collectors.joining("_")))
                .collect(Collectors.joining("-"));
    }

    private static boolean isChange(String word) {
        return CHANGES.contains(word) || FileType.byName(word).isPresent();
    }
}

package dev.llmfit.gguf.find;

import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.reference.ChosenType;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromCatalogue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds which model a file holds that is not here, by its name: of a guide, or of another machine. */
final class AbsentFile {
    /** Words that publishers put behind the file type. */
    private static final Set<String> BEHIND_TYPE = Set.of("imat", "imatrix", "gguf", "ggml", "pure", "final", "fixed");

    /** Words that tell how a model was trained at last, not what its tensors are. */
    private static final Set<String> TRAINING = Set.of("instruct", "chat", "it", "text", "base", "hf", "inst");

    /** Names that tell only bits, with the file type that most publishers mean by them. */
    private static final Pattern BITS = Pattern.compile("(?i)(.+)[-._]q([3-68])");

    private static final Map<String, String> USUAL =
            Map.of("3", "Q3_K_M", "4", "Q4_K_M", "5", "Q5_K_M", "6", "Q6_K", "8", "Q8_0");

    private static final String SEPARATORS = "-._ ";

    private final Catalogue catalogue;

    AbsentFile(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Returns the model that a file is taken to hold; empty if its name tells none, or several.
     *
     * @param path as written, with separators of any system
     */
    Optional<ResolvedModel> find(String path) {
        String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        String bare = withoutWords(TypeLabel.withoutPart(file).replaceFirst("(?i)\\.(bin|ggml|llamafile)$", ""));
        Matcher bits = BITS.matcher(bare);
        if (bits.matches()) {
            Optional<TypeLabel> usual =
                    Optional.ofNullable(USUAL.get(bits.group(2))).flatMap(TypeLabel::of);
            return entry(bits.group(1)).map(entry -> resolved(path, bits.group(1), entry, usual));
        }
        Optional<TypeLabel> label =
                TypeLabel.suffixOf(bare).filter(l -> l.text().length() < bare.length());
        String name = trimmed(
                label.map(l -> bare.substring(0, bare.length() - l.text().length()))
                        .orElse(bare));
        return entry(name).map(entry -> resolved(path, name, entry, label));
    }

    /** Drops words that stand behind the file type. */
    private static String withoutWords(String name) {
        String text = name;
        for (int cut = last(text); cut > 0; cut = last(text)) {
            if (!BEHIND_TYPE.contains(text.substring(cut + 1).toLowerCase(Locale.ROOT))) {
                return text;
            }
            text = text.substring(0, cut);
        }
        return text;
    }

    private static int last(String text) {
        return Math.max(text.lastIndexOf('-'), text.lastIndexOf('.'));
    }

    private static String trimmed(String name) {
        int end = name.length();
        while (end > 0 && SEPARATORS.indexOf(name.charAt(end - 1)) >= 0) {
            end--;
        }
        return name.substring(0, end);
    }

    private Optional<CatalogueEntry> entry(String name) {
        KnownNames names = new KnownNames(catalogue);
        RepositoryNames repositories = new RepositoryNames(catalogue);
        for (String spelling : spellings(name)) {
            Optional<CatalogueEntry> known = names.find(spelling)
                    .flatMap(f -> f.name().entry())
                    .or(() -> repositories.find(spelling).map(RepositoryNames.Found::entry));
            if (known.isPresent()) {
                return known;
            }
        }
        CatalogueSearch search = new CatalogueSearch(catalogue.summaries());
        for (String spelling : spellings(name)) {
            List<ModelSummary> found = spelling.isBlank() ? List.of() : search.named(spelling);
            if (found.size() == 1) {
                return catalogue.byId(found.getFirst().id());
            }
        }
        return Optional.empty();
    }

    /** Returns a name as it is, with hyphens, and without the words of training. */
    private static Set<String> spellings(String name) {
        Set<String> spellings = new LinkedHashSet<>(List.of(name, name.replace('_', '-')));
        List<String> words = new ArrayList<>(List.of(name.replace('_', '-').split("-", -1)));
        words.removeIf(w -> TRAINING.contains(w.toLowerCase(Locale.ROOT)));
        spellings.add(String.join("-", words));
        return spellings;
    }

    private static ResolvedModel resolved(String path, String name, CatalogueEntry entry, Optional<TypeLabel> label) {
        String shown = entry.summary().shownName();
        if (label.isPresent() && !label.get().isPlain()) {
            ResolvedModel published = PublishedLookup.model(path, shown, entry, label.get(), false);
            ChosenType type = new ChosenType(label.get().fileType(), TypeSource.ASSUMED);
            return new ResolvedModel(
                    shown, false, published.shape(), Optional.of(type), published.origin(), Optional.of(entry));
        }
        ChosenType type = CatalogueModels.type(label.map(TypeLabel::fileType), entry, Optional.empty());
        return new ResolvedModel(
                shown,
                false,
                entry.modelNamed(name),
                Optional.of(new ChosenType(type.fileType(), TypeSource.ASSUMED)),
                new FromCatalogue(),
                Optional.of(entry));
    }
}

package dev.llmfit.gguf.find;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.CatalogueName;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.catalog.NameKind;
import dev.llmfit.gguf.reference.ChosenType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a model by the ways of writing a name that is known: tags with words that say nothing of the shape, {@code latest},
 * blanks for hyphens. Nothing is guessed: a word that is not known finds nothing.
 */
final class KnownNames {
    /** Words of tags that tell how a model was trained at last, not what its tensors are. */
    private static final Set<String> TRAINING = Set.of("instruct", "chat", "it", "text", "base", "pt");

    /** The word of a model that was trained for four bits. */
    private static final String QAT = "qat";

    private static final Pattern MTP = Pattern.compile("-mtp(?=$|[-:])", Pattern.CASE_INSENSITIVE);

    /** A family's name and its number behind a hyphen. */
    private static final Pattern NUMBER = Pattern.compile("^([a-z][a-z-]*[a-z])-(\\d+(?:\\.\\d+)?)(?=$|-)");

    private static final String LATEST = "latest";
    private static final String LIBRARY = "library/";
    private static final String GGUF = "-gguf";

    /** A size as tags write it: 8b, 0.6b, 137m. */
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)([mb])");

    /** How far the number of weights may be from the size in a name; Gemma 7B has 8.5 billion. */
    private static final double SIZE_TOLERANCE = 0.25;

    private final Catalogue catalogue;

    KnownNames(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * A name that was found.
     *
     * @param name what it means
     * @param literal whether the model has this very name, words that say nothing of the shape left out
     * @param quantizationAware whether the name is that of a model trained for four bits
     */
    record Found(CatalogueName name, boolean literal, boolean quantizationAware) {
        private static Found of(CatalogueName name) {
            return new Found(name, name.isOwn(), false);
        }

        /** Returns the same; where nobody says its file type, it has that of the library's name. */
        private Found typedAs(Optional<CatalogueName> library) {
            Optional<FileType> type = name.fileType().or(() -> library.flatMap(CatalogueName::fileType));
            return new Found(new CatalogueName(name.kind(), name.entry(), type), literal, quantizationAware);
        }

        /** Returns the file type that the name means, or the one that was asked for with it. */
        ChosenType type(Optional<FileType> asked, CatalogueEntry entry) {
            boolean aware = quantizationAware && asked.orElse(FileType.Q4_0) == FileType.Q4_0;
            return CatalogueModels.type(aware ? Optional.of(FileType.Q4_0) : asked, entry, name.fileType())
                    .quantizationAware(aware, entry);
        }
    }

    /** Finds what a name without its file type means; empty if one of its words is not known. */
    Optional<Found> find(String name) {
        return known(name).or(() -> withoutMtp(name).flatMap(this::known));
    }

    /** As {@link #find}; where no phrase of a model's words is meant either, with separators in other places. */
    Optional<Found> findSpelled(String name) {
        return find(name)
                .or(() -> new CatalogueSearch(catalogue.summaries()).named(name).isEmpty()
                        ? separated(name)
                        : Optional.empty());
    }

    /** Finds a name with a separator before its number, or one for the colon: {@code mistral-small-3.2}, {@code gemma-3-12b-it-qat}. */
    private Optional<Found> separated(String name) {
        String text = plain(name).replace(' ', '-');
        if (text.indexOf(':') >= 0) {
            return Optional.empty();
        }
        String joined = NUMBER.matcher(text).replaceFirst("$1$2");
        for (String spelling : new LinkedHashSet<>(List.of(joined, text))) {
            Optional<Found> whole = joined.equals(text) ? Optional.empty() : known(spelling);
            if (whole.isPresent()) {
                return whole;
            }
            for (int at = spelling.lastIndexOf('-'); at > 0; at = spelling.lastIndexOf('-', at - 1)) {
                String library = spelling.substring(0, at);
                Optional<Found> tagged = catalogue.name(library).isPresent()
                        ? tagged(library, List.of(spelling.substring(at + 1).split("-", -1)))
                                .map(found -> found.typedAs(catalogue.name(library)))
                        : Optional.empty();
                if (tagged.isPresent()) {
                    return tagged;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns a name without the word by which files with layers for next-token prediction differ from others of the model. */
    static Optional<String> withoutMtp(String name) {
        Matcher mtp = MTP.matcher(name);
        return mtp.find() ? Optional.of(mtp.replaceFirst("")) : Optional.empty();
    }

    private Optional<Found> known(String name) {
        String text = plain(name);
        int colon = text.indexOf(':');
        Optional<Found> spelled = spelled(text).map(Found::of);
        if (colon <= 0) {
            return spelled;
        }
        String library = text.substring(0, colon);
        return spelled.or(
                        () -> tagged(library, List.of(text.substring(colon + 1).split("-", -1))))
                .map(found -> found.typedAs(catalogue.name(library)));
    }

    /** Tells whether a name is a tag of a name in Ollama's library whose shape is not known. */
    boolean isAbsent(String name) {
        String text = plain(name);
        int colon = text.indexOf(':');
        return catalogue
                .name(colon < 0 ? text : text.substring(0, colon))
                .filter(n -> n.kind() == NameKind.ABSENT)
                .isPresent();
    }

    /** Returns a name as it is compared: without {@code library/} and {@code :latest}. */
    static String plain(String name) {
        String text = NameKind.normalized(name);
        text = text.startsWith(LIBRARY) ? text.substring(LIBRARY.length()) : text;
        return text.endsWith(":" + LATEST) ? text.substring(0, text.length() - LATEST.length() - 1) : text;
    }

    private Optional<CatalogueName> spelled(String text) {
        Set<String> spellings = new LinkedHashSet<>(List.of(text));
        spellings.add(text.replace(':', '-'));
        String hyphened = text.replace(' ', '-');
        spellings.add(hyphened);
        spellings.add(text.replace('_', '-'));
        int last = hyphened.lastIndexOf('-');
        if (last > 0
                && hyphened.indexOf(':') < 0
                && SIZE.matcher(hyphened.substring(last + 1)).matches()) {
            spellings.add(hyphened.substring(0, last) + ":" + hyphened.substring(last + 1));
        }
        if (text.endsWith(GGUF)) {
            spellings.add(text.substring(0, text.length() - GGUF.length()));
        }
        return spellings.stream().map(catalogue::name).flatMap(Optional::stream).findFirst();
    }

    /** Finds a tag by its words that count: without those that leave the shape, without those of training, without both. */
    private Optional<Found> tagged(String library, List<String> tag) {
        List<String> words = new ArrayList<>(tag);
        boolean qat = words.remove(QAT);
        Predicate<String> shapeless = word -> catalogue.isTagWord(library, word);
        for (Predicate<String> dropped : List.of(shapeless, TRAINING::contains, shapeless.or(TRAINING::contains))) {
            List<String> kept = words.stream().filter(dropped.negate()).toList();
            boolean shorter = qat || kept.size() < words.size();
            Optional<CatalogueName> name = shorter ? sized(library, kept) : Optional.empty();
            if (name.isPresent()) {
                List<String> others = words.stream()
                        .filter(dropped)
                        .filter(word -> !TRAINING.contains(word))
                        .toList();
                return Optional.of(new Found(name.get(), name.get().isOwn() && isOf(name.get(), others), qat));
            }
        }
        return sized(library, words).map(name -> new Found(name, name.isOwn(), qat));
    }

    /** Tells whether words that were left out are of the model's own id: {@code qwen3:4b-instruct-2507}. */
    private static boolean isOf(CatalogueName name, List<String> words) {
        String id = name.entry().map(CatalogueEntry::id).orElse("");
        return words.stream().allMatch(id::contains);
    }

    /** Finds a tag, or the same without its size where the other words are enough and the model has that size. */
    private Optional<CatalogueName> sized(String library, List<String> words) {
        Optional<CatalogueName> whole = tag(library, words);
        List<String> sizes =
                words.stream().filter(w -> SIZE.matcher(w).matches()).toList();
        if (whole.isPresent() || sizes.size() != 1 || words.size() < 2) {
            return whole;
        }
        List<String> others = words.stream().filter(w -> !sizes.contains(w)).toList();
        return tag(library, others)
                .filter(name -> name.entry()
                        .filter(e -> hasSize(e.summary(), sizes.getFirst()))
                        .isPresent());
    }

    private Optional<CatalogueName> tag(String library, List<String> words) {
        if (words.isEmpty()) {
            return catalogue.name(library);
        }
        String tag = String.join("-", words);
        return catalogue.name(library + ":" + tag).or(() -> catalogue.name(library + "-" + tag));
    }

    private static boolean hasSize(ModelSummary model, String size) {
        Matcher m = SIZE.matcher(size);
        if (!m.matches()) {
            return false;
        }
        double stated = Double.parseDouble(m.group(1)) * (m.group(2).equals("m") ? 1e6 : 1e9);
        return Math.abs(model.parameters() / stated - 1) < SIZE_TOLERANCE;
    }
}

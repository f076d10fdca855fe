package dev.llmfit.gguf.find;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelNotFoundException.Reason;
import dev.llmfit.json.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says why a reference means no model: which of its words is not known, and what comes near. */
final class Refusals {
    /** Models that a message names; judgement. */
    static final int MOST_NEAR = 5;

    /** What people write for a file type, known or not. */
    private static final Pattern TYPE_LIKE =
            Pattern.compile("(ud-)?(i?q\\d|iq|tq\\d|[bf]f?p?\\d\\d?|nvfp|mxfp|int\\d).*", Pattern.CASE_INSENSITIVE);

    /** Tags of files for Ollama's other engine. */
    private static final Pattern MLX = Pattern.compile("[^/]*:(.*-)?mlx(-.*)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern CLOUD = Pattern.compile("[^/]*:(.*-)?cloud", Pattern.CASE_INSENSITIVE);

    private final Catalogue catalogue;
    private final KnownNames names;

    Refusals(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.names = new KnownNames(catalogue);
    }

    /** Tells whether a name is a tag of Ollama's that runs in its cloud. */
    static boolean isCloud(String text) {
        return CLOUD.matcher(text).matches();
    }

    /** Says that a name runs in Ollama's cloud. */
    ModelNotFoundException cloud(String text) {
        String local = text.replaceFirst("(?i)[:-]cloud$", "");
        return new ModelNotFoundException(
                Reason.CLOUD,
                "'" + text + "' runs in Ollama's cloud and needs no memory of this machine",
                names.find(local).flatMap(f -> f.name().entry()).isPresent() ? List.of(local) : List.of());
    }

    /** Says why llama.cpp does not load a model; empty if nothing is known of it. */
    static Optional<ModelNotFoundException> unloadable(String asked) {
        return Unloadable.find(asked)
                .map(row -> new ModelNotFoundException(Reason.UNSUPPORTED_MODEL, row.refusal(asked), List.of()));
    }

    /** Says that a name of Ollama's library is known and its model is not. */
    ModelNotFoundException absent(String name) {
        String text = KnownNames.plain(name).replace(' ', '-');
        List<String> tags = catalogue.tags(text);
        if (!tags.isEmpty()) {
            return new ModelNotFoundException(
                    Reason.AMBIGUOUS, "'" + text + "' is no model of Ollama's library without a tag", tags);
        }
        return new ModelNotFoundException(
                "'" + text + "' is in Ollama's library and not in the catalogue, so its size is not known here;"
                        + " ollama:" + text + " reads it from the registry",
                related(text));
    }

    /** Says that a repository holds weights of another form. */
    ModelNotFoundException otherFormat(String repository, OtherFormats.Format format) {
        List<String> gguf = new RepositoryNames(catalogue)
                .find(repository.replaceFirst(
                        "(?i)[-_.](mlx|awq|gptq|fp8|nvfp4|w\\da\\d+|int[48]|\\dbit|bnb|exl[23]).*$", ""))
                .map(f -> f.entry().summary())
                .map(s -> s.ggufRepositories().isEmpty() ? List.of(s.shownName()) : s.ggufRepositories())
                .orElse(List.of());
        return new ModelNotFoundException(
                Reason.OTHER_FORMAT,
                "The repository " + repository + " holds " + format.name() + " weights for " + format.runs()
                        + ", which llama.cpp does not read",
                gguf.stream().limit(MOST_NEAR).toList());
    }

    /** Says that a file type is not known. */
    static ModelNotFoundException unknownType(String model, String type) {
        List<String> all = Stream.of(FileType.values()).map(FileType::name).toList();
        if (FileType.byName(type).isPresent()) {
            return new ModelNotFoundException(
                    Reason.UNKNOWN_TYPE,
                    "The size of '" + model + "' as " + type + " is not known here: converters write it, llama-quantize"
                            + " does not, so only the file itself tells",
                    List.of());
        }
        return new ModelNotFoundException(
                Reason.UNKNOWN_TYPE,
                "The model '" + model + "' is known, the file type '" + type + "' is not",
                Spelling.nearest(type, all).stream().map(t -> model + ":" + t).toList());
    }

    /** Says that several models may be meant. */
    static ModelNotFoundException ambiguous(String text, List<ModelSummary> models) {
        return new ModelNotFoundException(
                Reason.AMBIGUOUS,
                "'" + text + "' may mean " + models.size() + " models",
                models.stream().limit(MOST_NEAR).map(ModelSummary::shownName).toList());
    }

    /** Says which part of a name is not known. */
    ModelNotFoundException unknown(String text) {
        if (MLX.matcher(text).matches()) {
            return new ModelNotFoundException(
                    Reason.OTHER_FORMAT,
                    "'" + text
                            + "' holds MLX weights for Ollama's engine on Apple's machines, which llama.cpp does not read",
                    names.find(text.replaceFirst("(?i)[:-]mlx.*", ""))
                            .flatMap(f -> f.name().entry())
                            .map(e -> List.of(e.summary().shownName()))
                            .orElse(List.of()));
        }
        for (int cut = text.length() - 1; cut > 0; cut--) {
            char c = text.charAt(cut);
            Optional<String> rest = Optional.of(text.substring(cut + 1)).filter(r -> !r.isBlank());
            if ((c == ':' || c == '-' || c == ' ') && rest.isPresent()) {
                String model = text.substring(0, cut);
                boolean type = TYPE_LIKE.matcher(rest.get()).matches() || (c == ':' && model.indexOf(':') > 0);
                if (type && names.find(model).flatMap(f -> f.name().entry()).isPresent()) {
                    return unknownType(model, rest.get());
                }
            }
        }
        return tagOrName(text);
    }

    private ModelNotFoundException tagOrName(String text) {
        int colon = text.indexOf(':');
        String library = KnownNames.plain(colon < 0 ? text : text.substring(0, colon));
        List<String> tags = colon < 0 ? List.of() : tags(library, text);
        if (!tags.isEmpty()) {
            return new ModelNotFoundException(
                    "'" + library + "' has no tag '" + text.substring(colon + 1) + "' that is known", tags);
        }
        return new ModelNotFoundException("No model is named '" + text + "'", related(text));
    }

    /** Returns the names of a library's tags that come nearest. */
    private List<String> tags(String library, String text) {
        List<String> tags = new ArrayList<>();
        for (ModelSummary model : catalogue.summaries()) {
            model.ollama().stream()
                    .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(library + ":") && !isCloud(name))
                    .findFirst()
                    .ifPresent(tags::add);
        }
        tags.sort(Comparator.comparingInt(tag -> Spelling.distance(text, tag, text.length())));
        return tags.stream().limit(MOST_NEAR).toList();
    }

    private List<String> related(String text) {
        return new CatalogueSearch(catalogue.summaries()).nearest(text, MOST_NEAR);
    }
}

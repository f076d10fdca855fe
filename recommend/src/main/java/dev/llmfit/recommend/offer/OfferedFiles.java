package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.published.ListingSource;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.PublishedListings;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.published.PublisherHabits;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.quant.Quantizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The published files of a model of the catalogue: which of its repositories has which type. */
final class OfferedFiles {
    /** Hugging Face takes files of up to 50 GB; what is larger is split (huggingface.co/docs/hub/storage-limits). With some room. */
    private static final double MOST_IN_ONE = 47e9;

    private final ModelSummary summary;
    private final List<RepositoryListing> listings = new ArrayList<>();
    private final List<String> unlisted = new ArrayList<>();
    private final Map<String, Optional<Found>> found = new HashMap<>();
    private final Map<TypeLabel, Found> byLabel = new HashMap<>();
    private final Map<FileType, Found> byType = new EnumMap<>(FileType.class);
    private boolean indexed;

    private OfferedFiles(ModelSummary summary) {
        this.summary = summary;
    }

    /** Returns the files of all repositories that the catalogue names. */
    static OfferedFiles of(ModelSummary summary) {
        return of(summary, summary.ggufRepositories());
    }

    /** Returns the files of these repositories. */
    static OfferedFiles of(ModelSummary summary, List<String> repositories) {
        OfferedFiles files = new OfferedFiles(summary);
        for (String repository : repositories) {
            Optional<RepositoryListing> listing = PublishedListings.bundled().of(repository);
            listing.ifPresentOrElse(files.listings::add, () -> files.unlisted.add(repository));
        }
        return files;
    }

    /** Returns the files of one repository, as it was read. */
    static OfferedFiles of(ModelSummary summary, RepositoryListing listing) {
        OfferedFiles files = new OfferedFiles(summary);
        files.listings.add(listing);
        return files;
    }

    /** A file and the repository that has it. */
    private record Found(RepositoryListing listing, PublishedFile file) {
        /** Returns the other one if it alone is in one part, else this. */
        Found sooner(Found other) {
            return file.parts() != 1 && other.file.parts() == 1 ? other : this;
        }
    }

    /**
     * Returns which types can be had: those that are listed, those that the publishers of repositories without a list usually have, and
     * the names that publishers made up for types that are not, if their size is known; without a repository the one of Ollama's
     * library. All of these if nothing is known of a publisher.
     */
    List<String> types(List<String> plain) {
        if (listings.isEmpty() && unlisted.isEmpty()) {
            return library().map(List::of).orElse(plain);
        }
        if (unlisted.stream().anyMatch(r -> PublisherHabits.bundled().of(r).isEmpty())) {
            return plain;
        }
        List<String> there = plain.stream()
                .filter(type -> find(type).isPresent() || usual(type).isPresent())
                .toList();
        if (!unlisted.isEmpty()) {
            return there;
        }
        Set<String> types = new LinkedHashSet<>(there);
        types.addAll(madeUp(there));
        return List.copyOf(types);
    }

    /** Returns the type that Ollama's library has under the model's name. */
    Optional<String> library() {
        boolean known = summary.usual().source() == TypeSource.DEFAULT
                || summary.usual().source() == TypeSource.NATIVE;
        return summary.ollama().isEmpty() || !known
                ? Optional.empty()
                : Optional.of(summary.usual().fileType().name());
    }

    /** Returns a repository without a list whose publisher usually has a type. */
    private Optional<String> usual(String type) {
        for (String repository : unlisted) {
            if (PublisherHabits.bundled().of(repository).contains(type)) {
                return Optional.of(repository);
            }
        }
        return Optional.empty();
    }

    /** Returns whether a file of a type is so small that publishers leave it in one. */
    private boolean isWhole(String type) {
        double bits = TypeLabel.of(type)
                .map(label -> label.fileType().defaultType())
                .map(t -> 8.0 * t.blockBytes() / t.blockSize())
                .orElse(0.0);
        return summary.parameters() * bits / 8 < MOST_IN_ONE;
    }

    private Set<String> madeUp(List<String> plain) {
        Set<String> sized = new LinkedHashSet<>();
        for (RepositoryListing listing : listings) {
            for (PublishedFile file : listing.files()) {
                file.label()
                        .filter(label -> !label.isPlain() && file.bytes().isPresent())
                        .filter(label -> !plain.contains(label.fileType().name()))
                        .ifPresent(label -> sized.add(label.text()));
            }
        }
        return sized;
    }

    private Optional<Found> find(String type) {
        return listings.isEmpty() ? Optional.empty() : found.computeIfAbsent(type, this::search);
    }

    private Optional<Found> search(String type) {
        if (!indexed) {
            index();
        }
        return TypeLabel.of(type)
                .flatMap(label -> Optional.ofNullable(byLabel.get(label)))
                .or(() -> FileType.byName(type).flatMap(plain -> Optional.ofNullable(byType.get(plain))));
    }

    /** Notes the file of each name and of each type: one in one part, which every program takes, before one in several. */
    private void index() {
        for (RepositoryListing listing : listings) {
            for (PublishedFile file : listing.files()) {
                Found one = new Found(listing, file);
                file.label().ifPresent(label -> byLabel.merge(label, one, Found::sooner));
                file.fileType().ifPresent(type -> byType.merge(type, one, Found::sooner));
            }
        }
        indexed = true;
    }

    /** Returns where a type is to be had: a repository that lists it, else one that may have it. */
    FileSource source(String type) {
        Optional<Found> found = find(type);
        if (found.isPresent()) {
            PublishedFile file = found.get().file();
            RepositoryListing listing = found.get().listing();
            return new FileSource.Published(
                    listing.repository(),
                    file.label().map(TypeLabel::text).orElse(type),
                    file.path(),
                    file.parts(),
                    Optional.of(listing.source().map(ListingSource::date).orElse("now")));
        }
        Optional<String> usual = usual(type);
        if (usual.isPresent()) {
            return new FileSource.Published(usual.get(), type, name(type), 1, Optional.empty(), isWhole(type));
        }
        if (!unlisted.isEmpty()) {
            return new FileSource.Published(unlisted.getFirst(), type, name(type), 1, Optional.empty());
        }
        return new FileSource.ToMake(
                name(type), type, Optional.of(summary.hfRepository()).filter(r -> !r.isEmpty()), Optional.empty());
    }

    private String name(String type) {
        String base = summary.ggufRepositories().stream().findFirst().orElse(summary.id());
        base = base.substring(base.indexOf('/') + 1);
        base = base.toLowerCase(Locale.ROOT).endsWith("-gguf") ? base.substring(0, base.length() - 5) : base;
        return base + "-" + type + ".gguf";
    }

    /** Returns the listed size of a type's file. */
    Optional<Long> listedBytes(String type) {
        return find(type)
                .filter(found -> found.file().bytes().isPresent())
                .map(found -> found.file().bytes().getAsLong());
    }

    /**
     * Returns the tensors of a type's file where they are not simply those that llama-quantize makes of its name.
     *
     * @throws UnknownTypeException if they are not known
     */
    Optional<PublishedShape> shape(Model layout, Quantizer quantizer, String type) {
        Optional<Found> found = find(type);
        if (found.isPresent()) {
            boolean plain = found.get().file().fileType().isPresent()
                    && found.get().file().bytes().isEmpty();
            return plain
                    ? Optional.empty()
                    : Optional.of(PublishedShape.of(
                            layout,
                            quantizer,
                            found.get().listing(),
                            found.get().file()));
        }
        return TypeLabel.of(type)
                .filter(label -> !label.isPlain())
                .map(label -> PublishedShape.named(layout, Optional.empty(), label, summary.shownName() + ":" + type));
    }
}

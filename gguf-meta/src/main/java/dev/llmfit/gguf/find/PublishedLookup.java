package dev.llmfit.gguf.find;

import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.PublishedListings;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.reference.ChosenType;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromListing;
import java.util.Optional;

/** Finds published files in the lists that come with the program, where no server can be asked. */
final class PublishedLookup {
    private PublishedLookup() {}

    /**
     * Returns the file of a repository that a reference means; empty if the repository is not listed and its tag is no name that a
     * publisher made up.
     *
     * @throws dev.llmfit.gguf.published.UnknownTypeException if the repository has no such file, or its tensors are not known
     */
    static Optional<ResolvedModel> repository(HuggingFaceRepository reference, CatalogueEntry entry, boolean literal) {
        String name = reference.repository();
        Optional<RepositoryListing> listing = PublishedListings.bundled().of(name);
        Optional<String> wanted = reference.file().or(reference::tag);
        if (listing.isPresent()) {
            RepositoryListing known = listing.get();
            Optional<PublishedFile> file = wanted.isPresent() ? Optional.of(named(known, wanted.get())) : known.usual();
            if (wanted.isEmpty()) {
                return file.filter(f -> isSized(entry, known, f))
                        .map(f -> listed(name, known, f, entry, TypeSource.DEFAULT));
            }
            return file.map(f -> listed(name, known, f, entry, TypeSource.ASKED));
        }
        return wanted.flatMap(TypeLabel::suffixOf)
                .filter(label -> !label.isPlain())
                .map(label -> {
                    Optional<String> publisher = Optional.of(name.substring(0, name.indexOf('/')));
                    PublishedShape shape =
                            PublishedShape.named(entry.modelNamed(name), publisher, label, name + ":" + label);
                    return resolved(
                            name,
                            literal,
                            new FromListing(Optional.of(name), Optional.empty(), shape, TypeSource.ASKED),
                            entry);
                });
    }

    /** Tells whether a file's tensors are known here: the mixture behind a made-up name may not be. */
    private static boolean isSized(CatalogueEntry entry, RepositoryListing listing, PublishedFile file) {
        try {
            PublishedShape.of(entry.modelNamed(listing.repository()), listing, file);
            return true;
        } catch (UnknownTypeException e) {
            return false;
        }
    }

    private static PublishedFile named(RepositoryListing listing, String wanted) {
        return listing.files().stream()
                .filter(file -> file.path().equalsIgnoreCase(wanted))
                .findFirst()
                .or(() -> listing.file(wanted))
                .or(() -> TypeLabel.suffixOf(wanted).flatMap(label -> listing.file(label.text())))
                .orElseThrow(() -> listing.lacks(wanted));
    }

    /**
     * Returns the published file of a model that has a type with a made-up name: of the first of its repositories that lists one, else
     * as the publisher who uses the name makes it.
     *
     * @param asked what was asked for, for messages
     * @throws dev.llmfit.gguf.published.UnknownTypeException if its tensors are not known
     */
    static ResolvedModel model(String asked, String name, CatalogueEntry entry, TypeLabel label, boolean literal) {
        for (String repository : entry.summary().ggufRepositories()) {
            Optional<RepositoryListing> listing = PublishedListings.bundled().of(repository);
            Optional<PublishedFile> file = listing.flatMap(l -> l.files().stream()
                    .filter(f -> f.label().equals(Optional.of(label)))
                    .findFirst());
            if (listing.isPresent() && file.isPresent()) {
                return listed(name, listing.get(), file.get(), entry, TypeSource.ASKED);
            }
        }
        PublishedShape shape = PublishedShape.named(entry.modelNamed(asked), Optional.empty(), label, asked);
        return resolved(
                name, literal, new FromListing(Optional.empty(), Optional.empty(), shape, TypeSource.ASKED), entry);
    }

    private static ResolvedModel listed(
            String name, RepositoryListing listing, PublishedFile file, CatalogueEntry entry, TypeSource source) {
        PublishedShape shape = PublishedShape.of(entry.modelNamed(listing.repository()), listing, file);
        return resolved(
                name,
                true,
                new FromListing(Optional.of(listing.repository()), Optional.of(file.path()), shape, source),
                entry);
    }

    private static ResolvedModel resolved(String name, boolean literal, FromListing origin, CatalogueEntry entry) {
        TypeLabel label = origin.shape().label();
        Optional<ChosenType> type =
                label.isPlain() ? Optional.of(new ChosenType(label.fileType(), origin.source())) : Optional.empty();
        return new ResolvedModel(name, literal, origin.shape().model(), type, origin, Optional.of(entry));
    }
}

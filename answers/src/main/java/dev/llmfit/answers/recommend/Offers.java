package dev.llmfit.answers.recommend;

import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.ModelFields;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.reference.ModelReference;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromListing;
import dev.llmfit.gguf.reference.ResolvedModel.FromServer;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.FileOffer;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.RepositoryOffer;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Finds the model that a reference means, in the file types it can be had in. */
public final class Offers {
    private Offers() {}

    /**
     * A model and the file type that its reference named.
     *
     * @param offer the model
     * @param meant which model that is
     * @param fileType the only file type wanted
     */
    public record Named(ModelOffer offer, MeantModel meant, Optional<String> fileType) {}

    /** An offer and the only file type wanted, of a model that the caller knows. */
    private record Offered(ModelOffer offer, Optional<String> fileType) {}

    /** Returns what a reference means. */
    public static Named find(Workbench bench, String reference) {
        ModelReference parsed = ModelReference.parse(reference);
        try {
            ResolvedModel resolved = bench.models().acceptingHeadersOnly().resolve(parsed);
            Offered offered = parsed instanceof HuggingFaceRepository hub
                            && resolved.file().isEmpty()
                    ? published(bench, hub, resolved)
                    : named(resolved);
            MeantModel meant = MeantModel.of(reference, resolved, resolved.model());
            return new Named(offered.offer(), meant, offered.fileType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Offered named(ResolvedModel resolved) {
        if (resolved.origin() instanceof ResolvedModel.FromFile file) {
            FileOffer offer = new FileOffer(
                    resolved.name(), file.path(), resolved.shape(), Bytes.of(file.fullBytes()), resolved.fileType());
            return new Offered(offer, Optional.empty());
        }
        if (resolved.entry().isEmpty()) {
            return header(resolved, new FileSource.Local(resolved.name()));
        }
        Optional<String> type = resolved.origin() instanceof FromListing listing
                ? Optional.of(listing.shape().label().text())
                : resolved.askedType().map(FileType::name);
        return new Offered(CatalogueOffer.of(resolved.name(), resolved.entry().get()), type);
    }

    /** Returns the files of a repository; one of them if the reference named it, or if the model is known by its header alone. */
    private static Offered published(Workbench bench, HuggingFaceRepository hub, ResolvedModel resolved)
            throws IOException {
        boolean any = hub.tag().isEmpty() && hub.file().isEmpty();
        boolean read = resolved.origin() instanceof FromServer;
        Optional<CatalogueEntry> entry = resolved.entry();
        if (!read && entry.isEmpty()) {
            return new Offered(
                    RepositoryOffer.toMake(resolved.name(), resolved.shape(), hub.repository()),
                    resolved.askedType().map(FileType::name));
        }
        if (read && !any) {
            PublishedFile file = file(bench, hub);
            String label = file.label().map(TypeLabel::text).orElse("");
            return header(
                    resolved,
                    new FileSource.Published(hub.repository(), label, file.path(), file.parts(), Optional.of("now")));
        }
        if (entry.isEmpty()) {
            return new Offered(
                    RepositoryOffer.of(
                            resolved.name(),
                            resolved.shape(),
                            file(bench, hub),
                            bench.online().listing(hub.repository()),
                            bench.online().hasProjector(hub.repository())),
                    Optional.empty());
        }
        if (read) {
            return new Offered(
                    CatalogueOffer.of(
                            resolved.name(), entry.get(), bench.online().listing(hub.repository())),
                    Optional.empty());
        }
        Optional<String> type = resolved.origin() instanceof FromListing listing
                ? Optional.of(listing.shape().label().text())
                : resolved.askedType().map(FileType::name);
        boolean gguf = entry.get().summary().ggufRepositories().contains(hub.repository())
                || resolved.origin() instanceof FromListing;
        return new Offered(
                gguf
                        ? CatalogueOffer.of(resolved.name(), entry.get(), hub.repository())
                        : CatalogueOffer.of(resolved.name(), entry.get()),
                type.filter(t -> !any));
    }

    /** Returns the file of a repository whose header was read. */
    private static PublishedFile file(Workbench bench, HuggingFaceRepository hub) throws IOException {
        return bench.online()
                .chosen(hub)
                .orElseThrow(() -> new IllegalStateException(hub.repository() + " had a file a moment ago"));
    }

    private static Offered header(ResolvedModel resolved, FileSource source) {
        long bytes = resolved.origin() instanceof FromServer server
                ? server.fileBytes()
                : resolved.shape().tensorBytes();
        Optional<String> type =
                source instanceof FileSource.Published p && !p.label().isEmpty()
                        ? Optional.of(p.label())
                        : resolved.fileType().map(FileType::name);
        return new Offered(
                new FileOffer(resolved.name(), source, resolved.shape(), Bytes.of(bytes), type), Optional.empty());
    }

    /** Returns the name of a file type as llama.cpp or its publisher spells it. */
    public static String fileType(String name) {
        return TypeLabel.of(name)
                .map(label -> label.isPlain() ? label.fileType().name() : label.text())
                .orElseThrow(() -> ModelFields.unknownType(name));
    }
}

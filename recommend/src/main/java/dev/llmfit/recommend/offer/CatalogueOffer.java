package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.recommend.quality.ModelQualities;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.recommend.quality.Skill;
import dev.llmfit.units.Bytes;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model of the catalogue in the file types in which it can be had. Laid out when it is first asked for. */
public final class CatalogueOffer implements ModelOffer {

    /** Tensors are at least so much of a file; the rest is mostly the vocabulary. */
    private static final double NO_HEADER = 0.9;

    private final String name;
    private final ModelSummary summary;
    private final Supplier<Model> layout;
    private final Supplier<Optional<ProjectorFile>> projectors;
    private final Listing listing;
    private final Map<String, Model> models = new HashMap<>();
    private final Map<String, Bytes> sizes = new HashMap<>();
    private final Map<String, Quality> losses = new HashMap<>();
    private @Nullable Model shape;
    private @Nullable Quantizer quantizer;
    private @Nullable OfferedFiles files;

    private CatalogueOffer(
            String name, ModelSummary summary, Supplier<Model> layout, Supplier<Optional<ProjectorFile>> projectors) {
        this.name = name;
        this.summary = summary;
        this.layout = layout;
        this.projectors = projectors;
        this.listing = listing(summary);
    }

    /** Returns an entry as an offer under the name that the user typed. */
    public static CatalogueOffer of(String name, CatalogueEntry entry) {
        return new CatalogueOffer(name, entry.summary(), () -> entry.modelNamed(name), entry::projector);
    }

    /** Returns the tokens of context that it was trained for; more than any if its maker does not tell. */
    public long trainedContext() {
        return summary.nCtxTrain() > 0 ? summary.nCtxTrain() : Long.MAX_VALUE;
    }

    /** Returns an entry as an offer of the files of one repository. */
    public static CatalogueOffer of(String name, CatalogueEntry entry, String repository) {
        CatalogueOffer offer =
                new CatalogueOffer(name, entry.summary(), () -> entry.modelNamed(repository), entry::projector);
        offer.files = OfferedFiles.of(entry.summary(), List.of(repository));
        return offer;
    }

    /** Returns an entry as an offer of the files of a repository that was read. */
    public static CatalogueOffer of(String name, CatalogueEntry entry, RepositoryListing listing) {
        CatalogueOffer offer = new CatalogueOffer(
                name, entry.summary(), () -> entry.modelNamed(listing.repository()), entry::projector);
        offer.files = OfferedFiles.of(entry.summary(), listing);
        return offer;
    }

    /** Names in Ollama's cloud, and their short forms, are no files that can be run here. */
    private static Optional<String> ollama(ModelSummary summary) {
        return summary.ollama().stream()
                .filter(n -> !n.endsWith("cloud") && !summary.ollama().contains(n + ":cloud"))
                .findFirst();
    }

    /** Returns all models of a catalogue, under the name that a user would type. */
    public static List<CatalogueOffer> all(Catalogue catalogue) {
        List<CatalogueOffer> offers = new ArrayList<>();
        for (ModelSummary summary : catalogue.summaries()) {
            String name = ollama(summary).orElse(summary.id());
            Supplier<CatalogueEntry> entry = () -> catalogue.byId(summary.id()).orElseThrow();
            offers.add(new CatalogueOffer(
                    name, summary, () -> entry.get().model(), () -> entry.get().projector()));
        }
        return offers;
    }

    /** Returns the models of a catalogue that can be had as a file: from Ollama's library, or from a repository with GGUF files. */
    public static List<CatalogueOffer> published(Catalogue catalogue) {
        return all(catalogue).stream()
                .filter(o ->
                        o.listing.ollama().isPresent() || o.listing.ggufRepo().isPresent())
                .toList();
    }

    private static Listing listing(ModelSummary s) {
        return new Listing(
                Optional.of(s.family()),
                month(s.release()),
                Set.copyOf(s.purposes()),
                Optional.of(s.licence()).filter(l -> !l.equals("not stated")),
                s.modalities().contains("image"),
                s.nativeType().map(type -> type.defaultType().name()),
                ollama(s),
                s.ggufRepositories().stream().findFirst(),
                Optional.of(s.hfRepository()).filter(r -> !r.isEmpty()));
    }

    private static Optional<YearMonth> month(String release) {
        try {
            return Optional.of(YearMonth.parse(release));
        } catch (DateTimeException e) {
            return Optional.empty(); // "not stated"
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public List<String> fileTypes() {
        return summary.nativeType()
                .map(type -> List.of(type.name()))
                .orElseGet(() -> files().types(FileTypes.measured()));
    }

    @Override
    public Model shape() {
        Model known = shape;
        if (known == null) {
            known = layout.get();
            shape = known;
        }
        return known;
    }

    @Override
    public Model model(String fileType) {
        return models.computeIfAbsent(
                fileType,
                t -> published(t)
                        .map(PublishedShape::model)
                        .orElseGet(() -> quantizer().quantize(type(t), imatrix(t))));
    }

    @Override
    public Bytes fileBytes(String fileType) {
        Optional<Long> listed = files().listedBytes(fileType);
        if (listed.isPresent()) {
            return Bytes.of(listed.get());
        }
        return sizes.computeIfAbsent(
                fileType,
                t -> published(t)
                        .map(PublishedShape::fileBytes)
                        .orElseGet(() -> Bytes.of(
                                quantizer().summarize(type(t), imatrix(t)).fileBytes())));
    }

    @Override
    public Bytes leastBytes(String fileType) {
        GgmlType least = TypeLabel.of(fileType)
                .map(label -> label.fileType().defaultType())
                .orElseThrow(() -> unknown(fileType));
        double bytes = summary.parameters() * (least.blockBytes() / (double) least.blockSize());
        Optional<Long> listed = files().listedBytes(fileType);
        return Bytes.of((long) (listed.isPresent() ? Math.min(bytes, listed.get() * NO_HEADER) : bytes));
    }

    @Override
    public FileSource source(String fileType) {
        return files().source(fileType);
    }

    @Override
    public Optional<ModelQuality> quality(Skill skill) {
        return ModelQualities.of(summary, skill);
    }

    @Override
    public Quality loss(String fileType) {
        return losses.computeIfAbsent(
                fileType,
                t -> QualityTable.of(FileLosses.of(summary.architecture(), outlined(), listing.nativeType())
                        .file(t, source(t), files().listedBytes(t).map(Bytes::of))));
    }

    @Override
    public Optional<String> ollama(String fileType) {
        return listing.ollama().filter(name -> files().library().equals(Optional.of(fileType)));
    }

    @Override
    public Optional<ProjectorFile> projector() {
        return projectors.get();
    }

    private Outline outlined() {
        return new Outline(summary.parameters(), summary.parametersActive());
    }

    @Override
    public Optional<Outline> outline() {
        return Optional.of(outlined());
    }

    /** Returns the tensors of the file that is published; empty if they are those of its name. */
    private Optional<PublishedShape> published(String fileType) {
        return files().shape(shape(), quantizer(), fileType);
    }

    private OfferedFiles files() {
        OfferedFiles known = files;
        if (known == null) {
            known = OfferedFiles.of(summary);
            files = known;
        }
        return known;
    }

    private Quantizer quantizer() {
        Quantizer known = quantizer;
        if (known == null) {
            known = Quantizer.ofPublished(shape());
            quantizer = known;
        }
        return known;
    }

    private static FileType type(String fileType) {
        return FileType.byName(fileType).orElseThrow(() -> unknown(fileType));
    }

    private static IllegalArgumentException unknown(String fileType) {
        return new IllegalArgumentException("no file type is called '" + fileType + "'");
    }

    /** Published IQ files are made with an importance matrix; some cannot be made without. */
    private static Imatrix imatrix(String fileType) {
        return fileType.startsWith("IQ") ? Imatrix.PRESENT : Imatrix.ABSENT;
    }
}

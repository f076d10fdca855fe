package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.PublishedShape;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.units.Bytes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model outside the catalogue, known by the header of one file of its repository: the types of the repository's files; any other is one
 * to be made. A repository without GGUF files has none, so all are to be made.
 */
public final class RepositoryOffer implements ModelOffer {
    private final String name;
    private final String repository;
    private final Model header;
    private final Listing listing;
    private final MadeTypes made;
    private final LinkedHashMap<String, Had> files = new LinkedHashMap<>();
    private final Map<String, Quality> losses = new HashMap<>();
    private final List<String> types;

    /** A file and its tensors. */
    private record Had(PublishedFile file, Model model, Bytes bytes) {}

    private RepositoryOffer(String name, String repository, Model header, Listing listing, String base) {
        this.name = name;
        this.repository = repository;
        this.header = header;
        this.listing = listing;
        this.made = new MadeTypes(header, base);
        this.types = List.of();
    }

    private RepositoryOffer(String name, Model header, PublishedFile read, RepositoryListing there, Listing listing) {
        this.name = name;
        this.repository = there.repository();
        this.header = header;
        this.listing = listing;
        this.made = new MadeTypes(header, TypeLabel.stem(read.path()));
        files.put(
                type(header, read), new Had(read, header, Bytes.of(read.bytes().orElse(header.tensorBytes()))));
        for (PublishedFile file : there.files()) {
            // A repository may hold files of several models; those of this one are called alike.
            if (file.label().isPresent() && TypeLabel.stem(file.path()).equalsIgnoreCase(TypeLabel.stem(read.path()))) {
                add(there, file);
            }
        }
        this.types = List.copyOf(files.keySet());
    }

    /**
     * Returns the files of a repository.
     *
     * @param name for messages
     * @param header what was read
     * @param read the file that it is of
     * @param there all files
     * @param vision whether the repository has a projector too
     */
    public static RepositoryOffer of(
            String name, Model header, PublishedFile read, RepositoryListing there, boolean vision) {
        return new RepositoryOffer(name, header, read, there, Listing.ofFile(type(header, read), vision));
    }

    /**
     * Returns a model whose files have to be made.
     *
     * @param name for messages
     * @param layout the model as it would be converted
     * @param repository {@code org/name} of its weights
     */
    public static RepositoryOffer toMake(String name, Model layout, String repository) {
        return new RepositoryOffer(
                name, repository, layout, Listing.NONE, repository.substring(repository.indexOf('/') + 1));
    }

    private static String type(Model header, PublishedFile file) {
        return file.label()
                .map(label -> label.isPlain() ? label.fileType().name() : label.text())
                .orElseGet(() -> FileOffer.typeOf(header));
    }

    private void add(RepositoryListing there, PublishedFile file) {
        Had earlier = files.get(type(header, file));
        boolean read = type(header, file).equals(files.firstEntry().getKey());
        if (read || (earlier != null && earlier.file().parts() <= file.parts())) {
            return;
        }
        try {
            PublishedShape shape = PublishedShape.of(header, made.quantizer(), there, file);
            files.put(type(header, file), new Had(file, shape.model(), shape.fileBytes()));
        } catch (UnknownTypeException e) {
            // Nobody knows its mixture, so it cannot be sized; 'quants' lists it with its bytes.
            files.remove(type(header, file));
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
        return types.isEmpty() ? FileTypes.measured() : types;
    }

    @Override
    public Model shape() {
        return header;
    }

    @Override
    public Model model(String fileType) {
        return had(fileType).map(Had::model).orElseGet(() -> made.model(fileType));
    }

    @Override
    public Bytes fileBytes(String fileType) {
        return had(fileType).map(Had::bytes).orElseGet(() -> made.fileBytes(fileType));
    }

    @Override
    public Quality loss(String fileType) {
        return losses.computeIfAbsent(
                fileType,
                t -> QualityTable.of(FileLosses.of(ModelProfile.of(header), listing.nativeType())
                        .file(t, source(t), had(t).map(Had::bytes))));
    }

    @Override
    public FileSource source(String fileType) {
        Optional<Had> had = had(fileType);
        if (had.isEmpty()) {
            Optional<String> original = types.stream()
                    .filter(MadeTypes::isOriginal)
                    .findFirst()
                    .flatMap(this::had)
                    .map(h -> h.file().path());
            boolean converted = types.isEmpty();
            return made.source(
                    fileType, original, original.isPresent() || converted ? Optional.of(repository) : Optional.empty());
        }
        PublishedFile file = had.get().file();
        String label = file.label().map(TypeLabel::text).orElse("");
        return new FileSource.Published(repository, label, file.path(), file.parts(), Optional.of("now"));
    }

    private Optional<Had> had(String fileType) {
        return Optional.ofNullable(files.get(fileType))
                .or(() -> files.entrySet().stream()
                        .filter(e -> TypeLabel.same(e.getKey(), fileType))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }
}

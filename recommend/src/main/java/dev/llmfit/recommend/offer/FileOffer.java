package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A GGUF file whose header was read, on this machine or elsewhere: one file type, its tensors as they are. Another type is laid out only
 * if it is asked for, and then it is one to be made.
 */
public final class FileOffer implements ModelOffer {
    /** Stands for the type of a file that does not name one. */
    private static final String UNNAMED = "as in the file";

    private final String name;
    private final FileSource source;
    private final Model model;
    private final Bytes bytes;
    private final String fileType;
    private final Listing listing;
    private final MadeTypes made;
    private final FileLosses losses;
    private final Map<String, Quality> known = new HashMap<>();

    /**
     * Creates the offer.
     *
     * @param name for messages
     * @param path the file, the first of a split set
     * @param bytes bytes of all parts
     * @param fileType what the file says of itself
     */
    public FileOffer(String name, Path path, Model model, Bytes bytes, Optional<FileType> fileType) {
        this(name, new FileSource.Local(path.toString()), model, bytes, fileType.map(FileType::name));
    }

    /**
     * Creates the offer of a file whose header was read.
     *
     * @param name for messages
     * @param source where it is to be had
     * @param bytes bytes of all parts
     * @param fileType its type, as its name or its header says
     */
    public FileOffer(String name, FileSource source, Model model, Bytes bytes, Optional<String> fileType) {
        this.name = name;
        this.source = source;
        this.model = model;
        this.bytes = bytes;
        this.fileType = fileType.orElse(UNNAMED);
        this.listing = Listing.ofFile(this.fileType, false);
        this.losses = FileLosses.of(ModelProfile.of(model), listing.nativeType());
        this.made = new MadeTypes(model, TypeLabel.stem(source.file()));
    }

    /** Returns the name of a file's type: that of its header, else what stands for none. */
    static String typeOf(Model model) {
        return FileType.of(model.metadata()).map(FileType::name).orElse(UNNAMED);
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
        return List.of(fileType);
    }

    @Override
    public Model shape() {
        return model;
    }

    @Override
    public Model model(String wanted) {
        return isOwn(wanted) ? model : made.model(wanted);
    }

    @Override
    public Bytes fileBytes(String wanted) {
        return isOwn(wanted) ? bytes : made.fileBytes(wanted);
    }

    @Override
    public Quality loss(String wanted) {
        return known.computeIfAbsent(
                wanted,
                t -> QualityTable.of(
                        isOwn(t) ? losses.file(t, model, bytes) : losses.file(t, source(t), Optional.empty())));
    }

    @Override
    public FileSource source(String wanted) {
        Optional<String> original = MadeTypes.isOriginal(fileType) ? Optional.of(source.file()) : Optional.empty();
        return isOwn(wanted) ? source : made.source(wanted, original, Optional.empty());
    }

    private boolean isOwn(String wanted) {
        return fileType.equals(wanted) || TypeLabel.same(fileType, wanted);
    }
}

package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A GGUF file whose header was read, on this machine or elsewhere: one file type, its tensors as they are. */
public final class FileOffer implements ModelOffer {
    /** Stands for the type of a file that does not name one. */
    private static final String UNNAMED = "as in the file";

    private final String name;
    private final FileSource source;
    private final Model model;
    private final Bytes bytes;
    private final String fileType;
    private final Listing listing;

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
        boolean published = this.fileType.startsWith("MXFP4");
        this.listing = published
                ? new Listing(
                        Optional.empty(),
                        Optional.empty(),
                        Set.of(),
                        Optional.empty(),
                        false,
                        Optional.of("MXFP4"),
                        Optional.empty(),
                        Optional.empty())
                : Listing.NONE;
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
    public Model model(String wanted) {
        return model;
    }

    @Override
    public Bytes fileBytes(String wanted) {
        return bytes;
    }

    @Override
    public FileSource source(String wanted) {
        return source;
    }
}

package dev.llmfit.answers.quants;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.published.ListingSource;
import dev.llmfit.gguf.published.PublishedShape.Basis;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A model in every file type.
 *
 * @param build the llama.cpp build whose mixtures these are
 * @param model the model as it is now
 * @param imatrix whether an importance matrix is given
 * @param rows the file types, smallest first
 * @param place where it would run; empty if no machine was named
 * @param published what a repository publishes, where one was named without a type or a file
 * @param repositories what is known of the model's repositories, of a model of the catalogue
 * @param notes what of the store cannot be read
 */
public record QuantsAnswer(
        EngineBuild build,
        Subject model,
        Imatrix imatrix,
        List<QuantRow> rows,
        Optional<Place> place,
        Optional<Published> published,
        List<RepositoryFiles> repositories,
        List<String> notes)
        implements Answer {
    public QuantsAnswer {
        rows = List.copyOf(rows);
        repositories = List.copyOf(repositories);
        notes = List.copyOf(notes);
    }

    /**
     * The model as it is now.
     *
     * @param meant which one, and in which file type where one was named or is meant
     * @param name its name
     * @param architecture its architecture
     * @param parameters its weights
     * @param tensorBytes bytes of its tensors without padding
     * @param fileType the type that its metadata name
     * @param vocabulary whether the sizes of the files hold the vocabulary; a model of the catalogue has none
     */
    public record Subject(
            MeantModel meant,
            String name,
            String architecture,
            long parameters,
            Bytes tensorBytes,
            Optional<FileType> fileType,
            boolean vocabulary) {}

    /**
     * Where the model would run.
     *
     * @param machine id of the machine
     * @param gpu whether it has a GPU
     * @param sweetSpot the type that recommend takes; of a file on this machine the one that loses least among those that fit whole
     * @param recommended whether recommend takes it
     */
    public record Place(String machine, boolean gpu, Optional<String> sweetSpot, boolean recommended) {}

    /**
     * A repository of a model and its files.
     *
     * @param repository {@code org/name}
     * @param listing its files; empty if they are not listed
     */
    public record RepositoryFiles(String repository, Optional<RepositoryListing> listing) {}

    /**
     * The model files of a repository.
     *
     * @param repository {@code org/name}
     * @param source where the list is from; empty if the repository itself was asked
     * @param files the smallest first, those without a known size last
     * @param sweetSpot path of the file that recommend takes
     */
    public record Published(
            String repository, Optional<ListingSource> source, List<FileRow> files, Optional<String> sweetSpot) {
        public Published {
            files = List.copyOf(files);
        }
    }

    /**
     * A published file; a split set is one.
     *
     * @param path its path in the repository
     * @param label its type, where its name tells
     * @param bytes its size, as told or as computed of its tensors; empty if neither is known
     * @param parts the files that it consists of
     * @param bitsPerWeight its size over the model's weights
     * @param basis how its tensors were found; empty if they are not known
     * @param quality what it loses
     * @param fit how it fits the machine
     */
    public record FileRow(
            String path,
            Optional<TypeLabel> label,
            Optional<Bytes> bytes,
            int parts,
            double bitsPerWeight,
            Optional<Basis> basis,
            Quality quality,
            Optional<FileTypeFit> fit) {}

    /** Returns the repository that lists a file type, the first of several; empty if none is known to have it. */
    public Optional<String> publisher(FileType fileType) {
        return repositories.stream()
                .flatMap(r -> r.listing().stream())
                .filter(listing -> listing.files().stream()
                        .anyMatch(file -> file.fileType().equals(Optional.of(fileType))))
                .map(RepositoryListing::repository)
                .findFirst();
    }

    /** Returns the repositories whose files are not listed. */
    public List<String> unlisted() {
        return repositories.stream()
                .filter(r -> r.listing().isEmpty())
                .map(RepositoryFiles::repository)
                .toList();
    }

    /** Returns the row of a file type; empty if it is not offered. */
    public Optional<QuantRow> row(FileType fileType) {
        return rows.stream().filter(row -> row.fileType() == fileType).findFirst();
    }
}

package dev.llmfit.answers.quants;

import dev.llmfit.answers.Answer;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.quant.Imatrix;
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
 */
public record QuantsAnswer(
        EngineBuild build,
        Subject model,
        Imatrix imatrix,
        List<QuantRow> rows,
        Optional<Place> place,
        Optional<Published> published)
        implements Answer {
    public QuantsAnswer {
        rows = List.copyOf(rows);
    }

    /**
     * The model as it is now.
     *
     * @param reference what was asked for
     * @param name its name
     * @param architecture its architecture
     * @param parameters its weights
     * @param tensorBytes bytes of its tensors without padding
     * @param fileType the type that its metadata name
     * @param vocabulary whether the sizes of the files hold the vocabulary; a model of the catalogue has none
     */
    public record Subject(
            String reference,
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
     * @param sweetSpot the type that loses least among those that fit whole
     */
    public record Place(String machine, boolean gpu, Optional<FileType> sweetSpot) {}

    /**
     * The model files of a repository.
     *
     * @param repository {@code org/name}
     * @param files the smallest first
     * @param sweetSpot the type that loses least among those published that fit whole
     */
    public record Published(String repository, List<FileRow> files, Optional<FileType> sweetSpot) {
        public Published {
            files = List.copyOf(files);
        }
    }

    /**
     * A published file; a split set is one.
     *
     * @param path its path in the repository
     * @param fileType its type, where its name tells
     * @param bytes its size
     * @param parts the files that it consists of
     * @param bitsPerWeight its size over the model's weights
     */
    public record FileRow(String path, Optional<FileType> fileType, Bytes bytes, int parts, double bitsPerWeight) {}

    /** Returns the row of a file type; empty if it is not offered. */
    public Optional<QuantRow> row(FileType fileType) {
        return rows.stream().filter(row -> row.fileType() == fileType).findFirst();
    }
}

package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.catalog.FileTypeNames;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A model file of a repository; the parts of a split set are one.
 *
 * @param path the file, or the first part
 * @param fileType what its name says
 * @param bytes size of all parts
 * @param parts number of parts
 */
public record PublishedFile(String path, Optional<FileType> fileType, long bytes, int parts) {

    /** Returns the model files among the files of a repository, the smallest first. */
    static List<PublishedFile> of(List<RepositoryFile> files) {
        List<PublishedFile> published = new ArrayList<>();
        for (RepositoryFile model : FileChoice.models(files)) {
            List<String> names = FileChoice.parts(model.path());
            long bytes = 0;
            for (RepositoryFile file : files) {
                bytes += names.contains(file.path()) ? file.bytes() : 0;
            }
            Optional<FileType> type = FileTypeNames.suffixOf(FileChoice.stem(model.path()));
            published.add(new PublishedFile(model.path(), type, bytes, names.size()));
        }
        published.sort(Comparator.comparingLong(PublishedFile::bytes));
        return published;
    }
}

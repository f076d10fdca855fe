package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    public PublishedFile {
        Amount.size(bytes, "bytes");
        Amount.count(parts, "parts");
    }

    /** Returns the model files among the files of a repository, the smallest first. Sets with a missing part are left out. */
    static List<PublishedFile> of(List<RepositoryFile> files) {
        Map<String, Long> sizes = new HashMap<>();
        files.forEach(file -> sizes.put(file.path(), file.bytes()));
        List<PublishedFile> published = new ArrayList<>();
        for (RepositoryFile model : FileChoice.models(files)) {
            List<String> names = FileChoice.parts(model.path());
            long bytes = 0;
            for (String name : names) {
                Long size = sizes.get(name);
                if (size == null) {
                    names = List.of();
                    break;
                }
                bytes = Math.addExact(bytes, size);
            }
            if (names.isEmpty()) {
                continue; // a set with a missing part cannot be loaded
            }
            Optional<FileType> type = FileTypeNames.suffixOf(FileChoice.stem(model.path()));
            published.add(new PublishedFile(model.path(), type, bytes, names.size()));
        }
        published.sort(Comparator.comparingLong(PublishedFile::bytes));
        return published;
    }
}

package dev.llmfit.gguf.find;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses among the files of a repository as {@code llama-server -hf} does. */
final class RepositoryFiles {
    /** What is taken when no file type is asked for ({@code common/download.cpp}). */
    private static final List<FileType> PREFERRED = List.of(FileType.Q4_K_M, FileType.Q4_0);

    private RepositoryFiles() {}

    /** Returns the files that a reference may mean: the named one, those with its tag, or the preferred one. */
    static List<LocalModel> matching(List<LocalModel> files, HuggingFaceRepository reference) {
        if (reference.file().isPresent()) {
            String file = "/" + reference.file().get().toLowerCase(Locale.ROOT);
            return files.stream().filter(m -> lower(m).endsWith(file)).toList();
        }
        if (reference.tag().isPresent()) {
            String tag = reference.tag().get();
            Optional<FileType> type = FileType.byName(tag);
            return files.stream()
                    .filter(m -> type.isPresent()
                            ? m.fileType().equals(type)
                            : lower(m).contains(tag.toLowerCase(Locale.ROOT)))
                    .toList();
        }
        for (FileType type : PREFERRED) {
            List<LocalModel> preferred = files.stream()
                    .filter(m -> m.fileType().equals(Optional.of(type)))
                    .toList();
            if (!preferred.isEmpty()) {
                return preferred;
            }
        }
        return files;
    }

    private static String lower(LocalModel model) {
        return "/" + model.name().toLowerCase(Locale.ROOT);
    }
}

package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses a GGUF file of a repository as {@code llama-server -hf} does: by name, by tag, or Q4_K_M. */
final class FileChoice {
    private static final List<FileType> PREFERRED = List.of(FileType.Q4_K_M, FileType.Q4_0, FileType.Q8_0);
    private static final Pattern PART = Pattern.compile("-\\d{5}-of-\\d{5}$");
    private static final Pattern FIRST_PART =
            Pattern.compile("(.*)-00001-of-(\\d{5})(\\.gguf)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LATER_PART = Pattern.compile(".*-(?!00001)\\d{5}-of-\\d{5}\\.gguf");

    /** Files that a message names; judgement. */
    private static final int MOST_NEAR = 8;

    private FileChoice() {}

    /**
     * Returns the file that is meant; empty if the repository has no GGUF files.
     *
     * @throws ModelNotFoundException if it has some, but none as asked for
     */
    static Optional<RepositoryFile> choose(List<RepositoryFile> files, HuggingFaceRepository reference) {
        List<RepositoryFile> models = models(files);
        if (models.isEmpty()) {
            return Optional.empty();
        }
        Optional<RepositoryFile> chosen = Optional.empty();
        if (reference.file().isPresent()) {
            String file = reference.file().get();
            chosen =
                    models.stream().filter(m -> m.path().equalsIgnoreCase(file)).findFirst();
        } else if (reference.tag().isPresent()) {
            chosen = byTag(models, reference.tag().get());
        } else {
            for (FileType type : PREFERRED) {
                chosen = chosen.or(() -> ofType(models, type));
            }
            chosen = chosen.or(() -> Optional.of(models.getFirst()));
        }
        if (chosen.isEmpty()) {
            String wanted = reference.file().or(reference::tag).orElse("");
            throw new ModelNotFoundException(
                    reference.repository() + " has no file '" + wanted + "'",
                    models.stream()
                            .map(m -> reference.repository() + ":"
                                    + FileTypeNames.suffixOf(stem(m.path()))
                                            .map(Enum::name)
                                            .orElse(m.path()))
                            .distinct()
                            .limit(MOST_NEAR)
                            .toList());
        }
        return chosen;
    }

    /** Returns the models of a repository: GGUF files without projectors and later parts. */
    static List<RepositoryFile> models(List<RepositoryFile> files) {
        return files.stream()
                .filter(f -> isModel(f.path().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static boolean isModel(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.endsWith(".gguf")
                && !name.contains("mmproj")
                && !name.contains("imatrix")
                && !LATER_PART.matcher(name).matches();
    }

    private static Optional<RepositoryFile> byTag(List<RepositoryFile> models, String tag) {
        Optional<FileType> type = FileType.byName(tag);
        Optional<RepositoryFile> exact = type.flatMap(t -> ofType(models, t));
        String wanted = tag.toLowerCase(Locale.ROOT);
        return exact.or(() -> models.stream()
                .filter(m -> stem(m.path()).toLowerCase(Locale.ROOT).contains(wanted))
                .findFirst());
    }

    private static Optional<RepositoryFile> ofType(List<RepositoryFile> models, FileType type) {
        return models.stream()
                .filter(m -> FileTypeNames.suffixOf(stem(m.path())).equals(Optional.of(type)))
                .findFirst();
    }

    /** Returns a path without its ending and without the number of its part. */
    static String stem(String path) {
        String stem = path.toLowerCase(Locale.ROOT).endsWith(".gguf") ? path.substring(0, path.length() - 5) : path;
        return PART.matcher(stem).replaceFirst("");
    }

    /** Returns the paths of all parts of the set that a file begins, or the file alone. */
    static List<String> parts(String path) {
        Matcher split = FIRST_PART.matcher(path);
        if (!split.matches()) {
            return List.of(path);
        }
        int count = Integer.parseInt(split.group(2));
        List<String> parts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            parts.add(String.format(Locale.ROOT, "%s-%05d-of-%05d%s", split.group(1), i, count, split.group(3)));
        }
        return parts;
    }
}

package dev.llmfit.gguf.remote;

import dev.llmfit.gguf.published.PublishedFile;
import dev.llmfit.gguf.published.RepositoryListing;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.published.UnknownTypeException;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.remote.HuggingFaceHub.RepositoryFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses a GGUF file of a repository as {@code llama-server -hf} does: by name, by tag, or Q4_K_M. */
final class FileChoice {
    private static final String PROJECTOR = "mmproj";

    /** Parts of names of files that are no models ({@code gguf_filename_is_model}, {@code common/download.cpp} of b11434). */
    private static final List<String> NO_MODELS =
            List.of(PROJECTOR, "imatrix", "mtp-", "eagle3-", "dflash-", "dspark-");

    private static final Pattern FIRST_PART =
            Pattern.compile("(.*)-00001-of-(\\d{5})(\\.gguf)", Pattern.CASE_INSENSITIVE);
    private static final Pattern LATER_PART = Pattern.compile(".*-(?!00001)\\d{5}-of-\\d{5}\\.gguf");

    /** Files that a message names; judgement. */
    private static final int MOST_NEAR = 8;

    private FileChoice() {}

    /**
     * Returns the file that is meant, or its first part; empty if the repository has no GGUF files.
     *
     * @throws ModelNotFoundException if it has some, but not the named one
     * @throws UnknownTypeException if it has none of this type
     */
    static Optional<PublishedFile> choose(List<RepositoryFile> files, HuggingFaceRepository reference) {
        RepositoryListing listing = listing(reference.repository(), files);
        if (listing.files().isEmpty()) {
            return Optional.empty();
        }
        if (reference.file().isPresent()) {
            String wanted = reference.file().get();
            return Optional.of(listing.files().stream()
                    .filter(file -> file.path().equalsIgnoreCase(wanted))
                    .findFirst()
                    .orElseThrow(() -> new ModelNotFoundException(
                            reference.repository() + " has no file '" + wanted + "'", listing.nearest("", MOST_NEAR))));
        }
        if (reference.tag().isEmpty()) {
            return listing.usual();
        }
        return Optional.of(listing.file(reference.tag().get())
                .orElseThrow(() -> listing.lacks(reference.tag().get())));
    }

    /** Returns the models of a repository, in the order of its list; sets with a missing part are left out. */
    static RepositoryListing listing(String repository, List<RepositoryFile> files) {
        Map<String, Long> sizes = new HashMap<>();
        files.forEach(file -> sizes.put(file.path(), file.bytes()));
        List<PublishedFile> published = new ArrayList<>();
        for (RepositoryFile file : files) {
            List<String> parts = parts(file.path());
            if (isModel(file.path().toLowerCase(Locale.ROOT)) && sizes.keySet().containsAll(parts)) {
                long bytes = parts.stream().mapToLong(sizes::get).reduce(0, Math::addExact);
                published.add(new PublishedFile(
                        file.path(), TypeLabel.suffixOf(file.path()), OptionalLong.of(bytes), false, parts.size()));
            }
        }
        return new RepositoryListing(repository, published, Optional.empty());
    }

    /** Returns the models of a repository, the smallest first. */
    static List<PublishedFile> bySize(RepositoryListing listing) {
        return listing.files().stream()
                .sorted(Comparator.comparingLong(file -> file.bytes().orElse(0)))
                .toList();
    }

    /** Tells whether there is a projector, which {@code -hf} loads by itself. */
    static boolean hasProjector(List<RepositoryFile> files) {
        return files.stream()
                .map(file -> file.path().toLowerCase(Locale.ROOT))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .anyMatch(name -> name.contains(PROJECTOR) && name.endsWith(".gguf"));
    }

    private static boolean isModel(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.endsWith(".gguf")
                && NO_MODELS.stream().noneMatch(name::contains)
                && !LATER_PART.matcher(name).matches();
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

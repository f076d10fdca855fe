package dev.llmfit.gguf.published;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.units.Hint;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The model files of a repository on Hugging Face.
 *
 * @param repository {@code org/name}
 * @param files all model files, in the order of their paths
 * @param source where the list is from; empty if the repository itself was asked
 */
public record RepositoryListing(String repository, List<PublishedFile> files, Optional<ListingSource> source) {
    /** What {@code llama-server -hf} takes when no tag is given ({@code find_best_model}, {@code common/download.cpp}). */
    private static final List<String> PREFERRED = List.of("Q4_K_M", "Q8_0");

    /** Types that a message names; judgement. */
    private static final int MOST_NEAR = 8;

    public RepositoryListing {
        files = List.copyOf(files);
    }

    /** Returns who publishes the repository: what stands before the slash. */
    public String publisher() {
        return repository.substring(0, Math.max(repository.indexOf('/'), 0));
    }

    /**
     * Returns the file that a tag means: the one with this type, else what {@code -hf repository:tag} takes, the first whose path holds
     * the tag with a dot or hyphen behind it, in any case ({@code find_best_model}, {@code common/download.cpp} of b11434), else the one
     * whose type is written in another way.
     */
    public Optional<PublishedFile> file(String tag) {
        Optional<TypeLabel> label = TypeLabel.of(tag);
        return first(file -> label.isPresent() && file.label().equals(label))
                .or(() -> first(file -> isMeant(file.path().toUpperCase(Locale.ROOT), tag.toUpperCase(Locale.ROOT))))
                .or(() -> first(file -> label.filter(TypeLabel::isPlain).isPresent()
                        && file.fileType().equals(label.map(TypeLabel::fileType))));
    }

    private static boolean isMeant(String path, String tag) {
        return path.contains(tag + ".") || path.contains(tag + "-");
    }

    private Optional<PublishedFile> first(Predicate<PublishedFile> wanted) {
        return files.stream().filter(wanted).findFirst();
    }

    /** Returns the file that {@code -hf repository} means: Q4_K_M, else Q8_0, else the first. */
    public Optional<PublishedFile> usual() {
        return PREFERRED.stream()
                .flatMap(tag -> file(tag).stream())
                .findFirst()
                .or(() -> files.stream().findFirst());
    }

    /** Returns the names of the types that there are. */
    public List<TypeLabel> labels() {
        return files.stream().flatMap(file -> file.label().stream()).distinct().toList();
    }

    /** Returns the failure that says that no file has this type, and which come near it. */
    public UnknownTypeException lacks(String tag) {
        return new UnknownTypeException(
                "The repository " + repository + " has no file of the type '" + tag + "'"
                        + source.map(s -> ", as its list of " + s.date() + " says")
                                .orElse(""),
                Hint.plain(files.isEmpty() ? "" : "did you mean " + String.join(", ", nearest(tag, MOST_NEAR))));
    }

    /** Returns the types that come near one that there is not: those of about as many bits first; of a word that is no type, all. */
    public List<String> nearest(String tag, int most) {
        Optional<TypeLabel> wanted = TypeLabel.of(tag);
        Comparator<TypeLabel> distance = Comparator.comparingDouble(
                label -> wanted.isPresent() ? Math.abs(bits(label) - bits(wanted.get())) : 0);
        return labels().stream()
                .sorted(distance)
                .limit(most)
                .map(label -> repository + ":" + label.text())
                .toList();
    }

    /** Returns about how many bits a weight takes in a type: those of its default tensor type. */
    private static double bits(TypeLabel label) {
        GgmlType type = label.fileType().defaultType();
        return Byte.SIZE * type.blockBytes() / (double) type.blockSize();
    }
}

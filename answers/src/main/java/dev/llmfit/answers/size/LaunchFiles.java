package dev.llmfit.answers.size;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of projectors and adapters.
 *
 * @param bench what knows where files lie
 * @param headerOnly whether their tensor data may be missing
 */
record LaunchFiles(Workbench bench, boolean headerOnly) {
    /** Reads a file. */
    Model read(Path named) throws IOException {
        TensorData data = headerOnly ? TensorData.OPTIONAL : TensorData.REQUIRED;
        return GgufReader.read(bench.file(named), data).toModel(String.valueOf(named.getFileName()));
    }

    /**
     * Reads the projector that was named, or with {@code auto} the one beside the model's file.
     *
     * @throws RefusedException if there is none or more than one
     */
    Model projector(String wanted, Optional<Path> model) throws IOException {
        return read(isAuto(wanted) ? neighbour(model) : Path.of(wanted));
    }

    /** Returns whether the projector that belongs to the model is wanted, whatever its name. */
    static boolean isAuto(String wanted) {
        return wanted.equals("auto");
    }

    /** Returns the refusal of a model of whose projector nothing is known. */
    static RefusedException noProjector(String model) {
        return new RefusedException(new Refusal(
                Refusal.Kind.MODEL,
                "model-not-found",
                "No projector of " + model
                        + " is known: it sees no images, or they are turned into tokens by the model itself.",
                Hint.of("name a file with {0}", new Change("mmproj", "FILE"))));
    }

    private static Path neighbour(Optional<Path> model) throws IOException {
        Optional<Path> folder =
                model.flatMap(f -> Optional.ofNullable(f.toAbsolutePath().getParent()));
        List<Path> found = folder.isPresent() ? projectors(folder.get()) : List.of();
        if (found.isEmpty()) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.MODEL,
                    "model-not-found",
                    "There is no projector beside the model's file.",
                    Hint.of("name it with {0}", new Change("mmproj", "FILE"))));
        }
        if (found.size() > 1) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "usage",
                    "There are " + found.size() + " projectors beside the model.",
                    Hint.of(
                            "name one, for example {0}",
                            new Change("mmproj", String.valueOf(found.getFirst().getFileName())))));
        }
        return found.getFirst();
    }

    private static List<Path> projectors(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> String.valueOf(f.getFileName()).contains("mmproj"))
                    .filter(f -> f.toString().endsWith(".gguf"))
                    .sorted()
                    .toList();
        }
    }
}

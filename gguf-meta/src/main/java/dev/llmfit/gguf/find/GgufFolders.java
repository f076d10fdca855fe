package dev.llmfit.gguf.find;

import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.json.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for GGUF files in a folder. */
final class GgufFolders {
    /** Files that a message names; judgement. */
    private static final int MOST_NEAR = 5;

    /** Keystrokes between the name of a file and what was meant by it; judgement. */
    private static final int MISSPELT = 4;

    private GgufFolders() {}

    /** Returns the model files of a folder by name: later parts of split sets and projectors are left out. */
    static List<Path> models(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(GgufFolders::isModel).sorted().toList();
        }
    }

    /** Tells whether a file is a model to load: a GGUF, no projector and not a later part. */
    static boolean isModel(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".gguf") || name.startsWith("mmproj")) {
            return false;
        }
        Matcher part = Part.NAME.matcher(name);
        return !part.matches() || Integer.parseInt(part.group(1)) == 1;
    }

    /** Tells whether a text is the path of something that exists. */
    static boolean isPath(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * Returns the one model of a folder.
     *
     * @throws ModelNotFoundException if there is none or more than one
     */
    static Path only(Path folder) throws IOException {
        List<Path> models = models(folder);
        if (models.size() != 1) {
            throw new ModelNotFoundException(
                    "The folder " + folder + " holds " + (models.isEmpty() ? "no" : models.size())
                            + " GGUF models, give one file",
                    models.stream().limit(MOST_NEAR).map(Path::toString).toList());
        }
        return models.getFirst();
    }

    /** Returns the models beside a file that does not exist, those with the most alike name first. */
    static List<String> near(Path missing) throws IOException {
        Path folder = missing.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        String wanted = String.valueOf(missing.getFileName());
        return models(folder).stream()
                .sorted(Comparator.comparingInt(p -> Spelling.distance(wanted, String.valueOf(p.getFileName()), 40)))
                .limit(MOST_NEAR)
                .map(p -> String.valueOf(missing.resolveSibling(p.getFileName())))
                .toList();
    }

    /** Tells whether a file that does not exist is named nearly as the first of those beside it. */
    static boolean isMisspelt(Path missing, List<String> near) {
        String wanted = String.valueOf(missing.getFileName());
        return !near.isEmpty()
                && Spelling.distance(
                                wanted, String.valueOf(Path.of(near.getFirst()).getFileName()), MISSPELT)
                        <= MISSPELT;
    }

    private static final class Part {
        static final Pattern NAME = Pattern.compile(".*-(\\d{5})-of-\\d{5}\\.gguf");
    }
}

package dev.llmfit.gguf.local;

import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.local.LocalModel.Store;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the GGUF models below a folder: parts of a split set are one model, projectors belong to their neighbours. */
final class GgufTree {
    private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.CASE_INSENSITIVE);

    /** Folders below a store that are searched; the caches of Hugging Face need five; judgement. */
    private static final int DEEPEST = 8;

    private GgufTree() {}

    /** Names a model by its file and the folder that was searched. */
    @FunctionalInterface
    interface Naming {
        String name(Path root, Path file);
    }

    /** Returns the models below a folder by name; none if there is no such folder. Folders that cannot be read are left out. */
    static List<LocalModel> models(Store store, Path root, Naming naming) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        Map<Path, Map<String, Long>> byFolder = new LinkedHashMap<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new Collector(byFolder));
        List<LocalModel> models = new ArrayList<>();
        byFolder.forEach((folder, files) -> models.addAll(inFolder(store, root, folder, files, naming)));
        models.sort(Comparator.comparing(LocalModel::name));
        return models;
    }

    private static List<LocalModel> inFolder(
            Store store, Path root, Path folder, Map<String, Long> files, Naming naming) {
        Optional<Path> projector = files.keySet().stream()
                .filter(GgufTree::isProjector)
                .sorted()
                .findFirst()
                .map(folder::resolve);
        List<LocalModel> models = new ArrayList<>();
        files.forEach((name, bytes) -> {
            Matcher part = PART.matcher(name);
            if (isProjector(name) || (part.matches() && Integer.parseInt(part.group(2)) != 1)) {
                return;
            }
            List<Path> parts = new ArrayList<>();
            long sum = 0;
            for (String one : part.matches() ? partNames(part) : List.of(name)) {
                Long size = files.get(one);
                if (size == null) {
                    return; // a set with a missing part cannot be loaded
                }
                parts.add(folder.resolve(one));
                sum += size;
            }
            String stem = part.matches() ? part.group(1) : name;
            models.add(new LocalModel(
                    store,
                    naming.name(root, folder.resolve(name)),
                    parts,
                    sum,
                    FileTypeNames.suffixOf(stem),
                    projector,
                    List.of(),
                    Optional.empty(),
                    Optional.empty()));
        });
        return models;
    }

    private static List<String> partNames(Matcher part) {
        int count = Integer.parseInt(part.group(3));
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= Math.min(count, 9999); i++) {
            names.add(String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", part.group(1), i, count));
        }
        return names;
    }

    private static boolean isProjector(String name) {
        return name.toLowerCase(Locale.ROOT).contains("mmproj");
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Map<Path, Map<String, Long>> byFolder;

        Collector(Map<Path, Map<String, Long>> byFolder) {
            this.byFolder = byFolder;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path folder = file.getParent();
            String name = String.valueOf(file.getFileName());
            if (folder != null
                    && attributes.isRegularFile()
                    && name.toLowerCase(Locale.ROOT).endsWith(".gguf")) {
                byFolder.computeIfAbsent(folder, f -> new LinkedHashMap<>()).put(name, attributes.size());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // no permission, a broken link or a link in a circle
        }
    }
}

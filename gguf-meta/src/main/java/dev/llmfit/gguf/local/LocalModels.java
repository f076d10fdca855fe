package dev.llmfit.gguf.local;

import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.local.LocalModel.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The models in the stores of this machine. Reads folders and manifests only, no GGUF file is opened. */
public final class LocalModels {
    private static final String MODELS = "models--";

    private final StoreFolders folders;

    /** Creates a view of these folders; they are read at each call. */
    public LocalModels(StoreFolders folders) {
        this.folders = folders;
    }

    /** Returns all models, store by store, each file once. */
    public List<LocalModel> list() throws IOException {
        List<LocalModel> all = new ArrayList<>();
        for (Path root : folders.named()) {
            all.addAll(GgufTree.models(Store.FOLDER, root, LocalModels::relative));
        }
        for (Path root : folders.ollama()) {
            all.addAll(new OllamaStore(root).models());
        }
        for (Path root : folders.lmStudio()) {
            all.addAll(GgufTree.models(Store.LM_STUDIO, root, LocalModels::relative));
        }
        for (Path root : folders.huggingFace()) {
            all.addAll(huggingFace(root));
        }
        for (Path root : folders.llamaCpp()) {
            all.addAll(GgufTree.models(Store.LLAMA_CPP, root, LocalModels::relative));
        }
        for (Path root : folders.webUi()) {
            all.addAll(GgufTree.models(Store.WEB_UI, root, LocalModels::relative));
        }
        for (Path root : folders.own()) {
            all.addAll(GgufTree.models(Store.OWN, root, LocalModels::relative));
        }
        Set<Path> seen = new HashSet<>();
        return all.stream()
                .filter(m -> m.store() == Store.OLLAMA || seen.add(m.file().toAbsolutePath()))
                .toList();
    }

    /** Returns the model that Ollama has under a name; only its manifest is read. */
    public Optional<LocalModel> ollama(String name) throws IOException {
        for (Path root : folders.ollama()) {
            Optional<LocalModel> model = new OllamaStore(root).find(name);
            if (model.isPresent()) {
                return model;
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the models with a name: the store's own name, a file name with or without {@code .gguf}, or a repository
     * {@code org/name} with all its files.
     */
    public List<LocalModel> find(String name) throws IOException {
        String wanted = plain(name);
        return list().stream().filter(m -> isNamed(m, wanted)).toList();
    }

    /** Returns the models of which every word of a query stands in the name, the file or the file type. */
    public List<LocalModel> search(String query) throws IOException {
        List<String> words = List.of(query.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        return list().stream()
                .filter(m -> words.stream().allMatch(told(m)::contains))
                .toList();
    }

    private static String told(LocalModel m) {
        return (m.name() + " " + m.file() + " " + m.fileType().map(Enum::name).orElse("")).toLowerCase(Locale.ROOT);
    }

    private static boolean isNamed(LocalModel model, String wanted) {
        String name = plain(model.name());
        String file = plain(String.valueOf(model.file().getFileName()));
        return name.equals(wanted)
                || file.equals(wanted)
                || FileTypeNames.withoutSuffix(file).equals(wanted)
                || name.startsWith(wanted + "/")
                || (model.store() == Store.LLAMA_CPP && name.startsWith(wanted.replace('/', '_') + "_"));
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace('\\', '/');
        return lower.endsWith(".gguf") ? lower.substring(0, lower.length() - ".gguf".length()) : lower;
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** Reads Hugging Face's cache: {@code models--org--name/snapshots/revision/file}, the newest revision of each. */
    private static List<LocalModel> huggingFace(Path root) throws IOException {
        if (!Files.isDirectory(root) || !Files.isReadable(root)) {
            return List.of();
        }
        List<Path> repositories;
        try (Stream<Path> found = Files.list(root)) {
            repositories = found.filter(p -> String.valueOf(p.getFileName()).startsWith(MODELS))
                    .sorted()
                    .toList();
        }
        List<LocalModel> models = new ArrayList<>();
        for (Path repository : repositories) {
            String folder = String.valueOf(repository.getFileName());
            String name = folder.substring(MODELS.length()).replaceFirst("--", "/");
            for (Path snapshot : snapshots(repository)) {
                models.addAll(
                        GgufTree.models(Store.HUGGING_FACE, snapshot, (top, file) -> name + "/" + relative(top, file)));
            }
        }
        return models;
    }

    private static List<Path> snapshots(Path repository) throws IOException {
        Path snapshots = repository.resolve("snapshots");
        Path main = repository.resolve("refs").resolve("main");
        if (Files.isRegularFile(main)) {
            String revision = new String(Files.readAllBytes(main), StandardCharsets.ISO_8859_1).strip();
            if (revision.matches("[0-9a-f]{4,64}") && Files.isDirectory(snapshots.resolve(revision))) {
                return List.of(snapshots.resolve(revision));
            }
        }
        if (!Files.isDirectory(snapshots) || !Files.isReadable(snapshots)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(snapshots)) {
            return found.filter(Files::isDirectory).sorted().toList();
        }
    }
}

package dev.llmfit.gguf.local;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.local.LocalModel.Store;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads Ollama's store: {@code manifests/host/namespace/model/tag} lists layers, {@code blobs/sha256-…} holds them. Source:
 * {@code server/manifest.go} and {@code types/model/name.go} of Ollama.
 */
final class OllamaStore {
    private static final String HOST = "registry.ollama.ai";
    private static final String LIBRARY = "library";
    private static final String TYPE = "application/vnd.ollama.image.";
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");

    /** Registry, namespace, model and tag: a folder each, and the tag is the file. */
    private static final int MANIFEST_DEPTH = 4;

    /** Manifests and templates have a few KiB; what is larger is none. */
    private static final int LARGEST_TEXT = 1 << 20;

    private final Path root;

    OllamaStore(Path root) {
        this.root = root;
    }

    /** Returns all models whose weights are there; manifests that cannot be understood are left out. */
    List<LocalModel> models() throws IOException {
        Path manifests = root.resolve("manifests");
        if (!Files.isDirectory(manifests)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(manifests, Set.of(), MANIFEST_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && manifests.relativize(file).getNameCount() == MANIFEST_DEPTH) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // a folder without permission, as in a store of another user
            }
        });
        List<LocalModel> models = new ArrayList<>();
        for (Path file : files) {
            read(file, manifests.relativize(file)).ifPresent(models::add);
        }
        models.sort(Comparator.comparing(LocalModel::name));
        return models;
    }

    /** Returns the model with a name, {@code [namespace/]model[:tag]}. */
    Optional<LocalModel> find(String name) throws IOException {
        int colon = name.lastIndexOf(':');
        String tag = colon < 0 ? "latest" : name.substring(colon + 1);
        String path = colon < 0 ? name : name.substring(0, colon);
        String[] parts = path.split("/", -1);
        if (!NAME.matcher(name).matches()
                || parts.length > 3
                || tag.isEmpty()
                || path.contains("..")
                || tag.contains("/")
                || tag.contains("..")) {
            return Optional.empty();
        }
        Path relative = Path.of(
                parts.length == 3 ? parts[0] : HOST,
                parts.length == 1 ? LIBRARY : parts[parts.length - 2],
                parts[parts.length - 1],
                tag);
        Path file = root.resolve("manifests").resolve(relative);
        return Files.isRegularFile(file) ? read(file, relative) : Optional.empty();
    }

    private Optional<LocalModel> read(Path file, Path relative) throws IOException {
        JsonValue manifest = document(file);
        Layers read = new Layers();
        for (JsonValue layer : manifest.get("layers").orElse(JsonNull.NULL).items()) {
            read.add(layer);
        }
        if (read.weights.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LocalModel(
                Store.OLLAMA,
                name(relative),
                read.weights,
                read.bytes,
                fileType(manifest),
                read.projector,
                read.adapters,
                read.template,
                read.parameters));
    }

    private static JsonValue document(Path file) throws IOException {
        if (Files.size(file) > LARGEST_TEXT) {
            return JsonNull.NULL;
        }
        try {
            return Json.parse(Files.readString(file));
        } catch (JsonException | IOException e) {
            return JsonNull.NULL; // half written or not a manifest: not listed, as Ollama does
        }
    }

    private static String name(Path relative) {
        String host = relative.getName(0).toString();
        String namespace = relative.getName(1).toString();
        String model = relative.getName(2) + ":" + relative.getName(3);
        if (!host.equals(HOST)) {
            return host + "/" + namespace + "/" + model;
        }
        return namespace.equals(LIBRARY) ? model : namespace + "/" + model;
    }

    private Optional<FileType> fileType(JsonValue manifest) throws IOException {
        Optional<Path> blob = manifest.get("config").flatMap(this::blob);
        return blob.isEmpty()
                ? Optional.empty()
                : document(blob.get()).string("file_type").flatMap(FileType::byName);
    }

    private Optional<Path> blob(JsonValue layer) {
        return layer.string("digest")
                .filter(digest -> DIGEST.matcher(digest).matches())
                .map(digest -> root.resolve("blobs").resolve(digest.replace(':', '-')))
                .filter(Files::isRegularFile);
    }

    /** What the layers of one manifest hold. */
    private final class Layers {
        private final List<Path> weights = new ArrayList<>();
        private final List<Path> adapters = new ArrayList<>();
        private long bytes;
        private Optional<Path> projector = Optional.empty();
        private Optional<String> template = Optional.empty();
        private Optional<String> parameters = Optional.empty();

        void add(JsonValue layer) throws IOException {
            Optional<Path> blob = blob(layer);
            String type = layer.string("mediaType").orElse("");
            if (blob.isEmpty() || !type.startsWith(TYPE)) {
                return;
            }
            switch (type.substring(TYPE.length())) {
                case "model" -> {
                    weights.add(blob.get());
                    bytes += Files.size(blob.get());
                }
                case "projector" -> projector = blob;
                case "adapter" -> adapters.add(blob.get());
                case "template" -> template = text(blob.get());
                case "params" -> parameters = text(blob.get());
                default -> {}
            }
        }

        private static Optional<String> text(Path file) throws IOException {
            return Files.size(file) > LARGEST_TEXT
                    ? Optional.empty()
                    : Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
    }
}

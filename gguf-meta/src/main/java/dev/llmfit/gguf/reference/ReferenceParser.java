package dev.llmfit.gguf.reference;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.published.TypeLabel;
import dev.llmfit.gguf.reference.ModelReference.GgufPath;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.Named;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import dev.llmfit.gguf.reference.ModelReference.WebAddress;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sorts a reference by its form alone. */
final class ReferenceParser {
    private static final String GGUF = ".gguf";
    private static final List<String> HUGGING_FACE =
            List.of("hf:", "hf.co/", "huggingface.co/", "https://huggingface.co/", "https://hf.co/");

    /** Where names of Ollama's library are copied from. */
    private static final List<String> OLLAMA_PAGES =
            List.of("https://ollama.com/library/", "ollama.com/library/", "registry.ollama.ai/library/", "library/");

    /** {@code PATH_MAX} of Linux, in {@code limits.h}: no file has a longer path, and no model a longer name. */
    private static final int LONGEST = 4096;

    private ReferenceParser() {}

    static ModelReference parse(String text) {
        if (text.isEmpty()) {
            throw new ModelNotFoundException("The reference to a model is empty", List.of());
        }
        if (text.length() > LONGEST) {
            throw new ModelNotFoundException(
                    "A reference of " + text.length() + " characters names no model", List.of());
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (String prefix : HUGGING_FACE) {
            if (lower.startsWith(prefix)) {
                return repository(text, text.substring(prefix.length()));
            }
        }
        for (String page : OLLAMA_PAGES) {
            if (lower.startsWith(page)) {
                return named(text.substring(page.length()));
            }
        }
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return address(text);
        }
        if (lower.startsWith("ollama:")) {
            return ollama(text, text.substring("ollama:".length()));
        }
        if (lower.endsWith(GGUF) || looksLikePath(text)) {
            return path(text);
        }
        return slashes(text) == 1 && isRepositoryText(text) ? repository(text, text) : named(text);
    }

    private static boolean looksLikePath(String text) {
        return text.startsWith("/") || text.startsWith("./") || text.startsWith("../") || text.startsWith("~");
    }

    private static long slashes(String text) {
        return text.chars().filter(c -> c == '/').count();
    }

    private static ModelReference path(String text) {
        try {
            return new GgufPath(Path.of(text));
        } catch (InvalidPathException e) {
            throw new ModelNotFoundException("'" + text + "' is no valid path: " + e.getReason(), List.of());
        }
    }

    private static ModelReference address(String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null) {
                return new WebAddress(address);
            }
        } catch (IllegalArgumentException e) {
            throw new ModelNotFoundException("'" + text + "' is no valid address: " + e.getMessage(), List.of());
        }
        throw new ModelNotFoundException("'" + text + "' names no host", List.of());
    }

    /** Takes {@code org/name}, {@code org/name:Q4_K_M}, {@code org/name:file.gguf}, {@code org/name/…/file.gguf}. */
    private static ModelReference repository(String whole, String text) {
        String rest =
                text.replace("/resolve/main/", "/").replace("/blob/main/", "/").replace("/tree/main/", "/");
        int colon = rest.indexOf(':');
        String name = colon < 0 ? rest : rest.substring(0, colon);
        Optional<String> suffix = colon < 0 ? Optional.empty() : Optional.of(rest.substring(colon + 1));
        String[] parts = name.split("/", 3);
        if (parts.length < 2 || !isRepositoryText(parts[0] + "/" + parts[1])) {
            throw new ModelNotFoundException(
                    "'" + whole + "' is no repository of Hugging Face, expected hf:org/name[:Q4_K_M|file.gguf]",
                    List.of());
        }
        String repository = parts[0] + "/" + parts[1];
        Optional<String> file = parts.length == 3 && !parts[2].isEmpty() ? Optional.of(parts[2]) : Optional.empty();
        if (suffix.isPresent() && suffix.get().toLowerCase(Locale.ROOT).endsWith(GGUF)) {
            return new HuggingFaceRepository(repository, Optional.empty(), suffix);
        }
        return new HuggingFaceRepository(repository, suffix.filter(s -> !s.isEmpty() && !s.equals("latest")), file);
    }

    private static ModelReference ollama(String whole, String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String tag = colon < 0 ? "latest" : text.substring(colon + 1);
        int slash = name.indexOf('/');
        String namespace = slash < 0 ? "library" : name.substring(0, slash);
        String model = name.substring(slash + 1);
        if (!isPart(namespace) || !isPart(model) || !isPart(tag)) {
            throw new ModelNotFoundException(
                    "'" + whole + "' is no name of Ollama's registry, expected ollama:[user/]model[:tag]", List.of());
        }
        return new OllamaName(namespace, model, tag);
    }

    private static ModelReference named(String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0) {
            Optional<TypeLabel> label = TypeLabel.of(text.substring(colon + 1));
            if (label.isPresent()) {
                return new Named(text, text.substring(0, colon), plain(label.get()));
            }
        }
        Optional<TypeLabel> label = TypeLabel.suffixOf(text).filter(l -> !l.isPlain());
        if (label.isPresent() && label.get().text().length() < text.length()) {
            return new Named(
                    text, text.substring(0, text.length() - label.get().text().length() - 1), Optional.empty());
        }
        Optional<FileType> fileType = FileTypeNames.suffixOf(text);
        return new Named(text, fileType.isPresent() ? FileTypeNames.withoutSuffix(text) : text, fileType);
    }

    /** Returns the file type of llama.cpp that a name is; empty for one that a publisher made up. */
    private static Optional<FileType> plain(TypeLabel label) {
        return label.isPlain() ? Optional.of(label.fileType()) : Optional.empty();
    }

    private static boolean isRepositoryText(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String[] parts = name.split("/", -1);
        return parts.length == 2 && isPart(parts[0]) && isPart(parts[1]);
    }

    private static boolean isPart(String text) {
        return !text.isEmpty()
                && !text.startsWith(".")
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_".indexOf(c) >= 0));
    }
}

package dev.llmfit.engine.line;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model that a line of llama.cpp names, by file, repository, address or Docker's registry. A repository comes before an address and
 * that before a file, which is then where the download goes ({@code common_models_handler_apply}).
 */
final class LineModel {
    private @Nullable String path;
    private @Nullable String repository;
    private @Nullable String repositoryFile;
    private @Nullable String address;
    private @Nullable String docker;

    /** Takes an option that names the model, by its key in the table. */
    void take(String key, String value) {
        switch (key) {
            case "-hf" -> repository = value;
            case "-hff" -> repositoryFile = value;
            case "-mu" -> address = value;
            case "-dr" -> docker = value;
            default -> path = value;
        }
    }

    /** Returns whether it is a repository of Hugging Face. */
    boolean isRepository() {
        return repository != null;
    }

    /** Returns the reference; empty if the line names no model. */
    Optional<String> reference() {
        if (repository != null) {
            return Optional.of(hub(repository, Optional.ofNullable(repositoryFile)));
        }
        if (docker != null) {
            String name = docker.startsWith("ai/") ? docker.substring("ai/".length()) : docker;
            return Optional.of(name.toLowerCase(Locale.ROOT));
        }
        if (address != null) {
            int query = address.indexOf('?');
            return Optional.of(query < 0 ? address : address.substring(0, query));
        }
        return Optional.ofNullable(path);
    }

    /** Returns the reference to a repository of Hugging Face; a file comes before a tag. */
    static String hub(String repository, Optional<String> file) {
        String name = repository.replaceFirst("^(https?://)?(huggingface\\.co|hf\\.co)/", "");
        int colon = name.indexOf(':');
        String bare = colon < 0 ? name : name.substring(0, colon);
        return "hf:" + file.map(f -> bare + ":" + f).orElse(name);
    }
}

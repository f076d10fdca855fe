package dev.llmfit.tui.state;

import dev.llmfit.answers.models.LocalModelsAnswer;
import dev.llmfit.answers.models.LocalModelsAnswer.StoredModel;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.local.LocalModel;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which models of the catalogue lie on this machine: by Ollama's name, by the repository of a file, or by a file's own name. */
final class OnDisk {
    private final Set<String> names = new HashSet<>();

    private OnDisk() {}

    static OnDisk of(Known known) {
        OnDisk disk = new OnDisk();
        known.answer(Questions.onDisk())
                .map(LocalModelsAnswer::models)
                .orElse(List.of())
                .forEach(disk::add);
        return disk;
    }

    private void add(StoredModel stored) {
        LocalModel model = stored.model();
        names.add(model.name().toLowerCase(Locale.ROOT));
        int file = model.name().lastIndexOf('/');
        if (file > 0) {
            names.add(model.name().substring(0, file).toLowerCase(Locale.ROOT));
        }
        String own = model.name().substring(file + 1).toUpperCase(Locale.ROOT);
        int type = model.fileType().map(t -> own.lastIndexOf(t.name())).orElse(-1);
        names.add(plain(type > 0 ? own.substring(0, type) : own.replaceFirst("\\.GGUF$", "")));
    }

    /** Letters and digits alone: files are named with dots, dashes and underscores as their makers like. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    boolean has(ModelSummary summary) {
        if (names.isEmpty()) {
            return false;
        }
        String repository = summary.hfRepository();
        return names.contains(plain(summary.id()))
                || names.contains(plain(repository.substring(repository.lastIndexOf('/') + 1)))
                || summary.ollama().stream().anyMatch(n -> names.contains(n.toLowerCase(Locale.ROOT)))
                || summary.ggufRepositories().stream().anyMatch(n -> names.contains(n.toLowerCase(Locale.ROOT)));
    }
}

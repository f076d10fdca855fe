package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.FileTypeNames;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a first file for {@code matrix}: this machine, and the models at hand with what holds of them now. */
public final class FirstMatrix {
    /** Models of a first file; judgement: enough to show how they are written. */
    private static final int MODELS = 8;

    /** Models that are recommended where none lies on this machine. */
    private static final int RECOMMENDED = 3;

    /** Tokens that are asked of a model that was trained for as many, as everywhere else in the program. */
    private static final long USUAL_CTX = 8192;

    private final Workbench bench;
    private final List<String> notes = new ArrayList<>();

    private FirstMatrix(Workbench bench) {
        this.bench = bench;
    }

    /** Returns the file as YAML. */
    public static String of(Workbench bench) {
        return new FirstMatrix(bench).yaml();
    }

    private String yaml() {
        String machine = bench.ask(new ProbeQuestion(HardwareSelector.THIS_MACHINE, false))
                .profile();
        Map<String, String> models = models();
        List<MatrixResult.ModelResult> now = bench.ask(
                        new MatrixQuestion("the first matrix", file(models, Map.of(), machine)))
                .machines()
                .getFirst()
                .models();
        Map<String, String> verdicts = new LinkedHashMap<>();
        int i = 0;
        for (String model : models.keySet()) {
            verdicts.put(model, now.get(i++).verdict());
        }
        return file(models, verdicts, machine);
    }

    private String file(Map<String, String> models, Map<String, String> verdicts, String machine) {
        StringBuilder yaml = new StringBuilder(
                "# Models that must run, and machines that they must run on. All keys: docs/ci.md.\n");
        notes.forEach(note -> yaml.append("# ").append(note).append('\n'));
        yaml.append("models:\n");
        models.forEach((model, keys) -> yaml.append("- {model: '")
                .append(model)
                .append('\'')
                .append(keys)
                .append(verdicts.containsKey(model) ? ", expect: " + verdicts.get(model) : "")
                .append("}\n"));
        yaml.append("machines:\n- # this machine, with what was free when this was written\n");
        yaml.append(machine.lines().map(line -> "  " + line + "\n").collect(Collectors.joining()));
        return yaml.append("# - RTX 4090            # others by words, by an id, or by a profile\n")
                .toString();
    }

    /** Returns the models by name with the keys behind it: those of this machine, or the best for it where it has none. */
    private Map<String, String> models() {
        Map<String, String> models = new LinkedHashMap<>();
        for (LocalModel local : local()) {
            Optional<CatalogueEntry> known = known(local);
            if (known.isEmpty()) {
                notes.add("left out, no model of the catalogue: " + local.name().replaceAll("[\\r\\n]", " "));
            } else if (models.size() < MODELS) {
                models.putIfAbsent(
                        known.get().id(), keys(known.get(), local.fileType().map(FileType::name)));
            }
        }
        if (models.isEmpty()) {
            notes.add("No model lies on this machine: these are recommended for it.");
            bench
                    .ask(new RecommendQuestion(
                            Optional.empty(),
                            HardwareSelector.THIS_MACHINE,
                            LaunchWish.chat().withTop(RECOMMENDED)))
                    .found()
                    .candidates()
                    .stream()
                    .limit(RECOMMENDED)
                    .forEach(c -> put(models, c));
        }
        return models;
    }

    private void put(Map<String, String> models, Candidate candidate) {
        bench.catalogue()
                .find(candidate.model())
                .ifPresent(entry -> models.put(entry.id(), keys(entry, Optional.of(candidate.fileType()))));
    }

    private List<LocalModel> local() {
        try {
            return bench.localModels().list();
        } catch (IOException e) {
            notes.add("The models of this machine cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private Optional<CatalogueEntry> known(LocalModel local) {
        String file = local.file().getFileName().toString().replaceFirst("(?i)\\.gguf$", "");
        return bench.catalogue().find(local.name()).or(() -> bench.catalogue().find(FileTypeNames.withoutSuffix(file)));
    }

    private static String keys(CatalogueEntry entry, Optional<String> fileType) {
        long ctx = Math.min(USUAL_CTX, entry.summary().nCtxTrain());
        return fileType.map(type -> ", file_type: " + type).orElse("") + ", ctx: " + ctx;
    }
}

package dev.llmfit.answers.models;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.models.LocalModelsAnswer.StoredModel;
import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.catalog.CatalogueSearch;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds models in the catalogue and on this machine. */
final class ModelsAnswering {
    /** Names that are told where nothing matches. */
    private static final int MOST_NEAR = 5;

    private final Workbench bench;

    ModelsAnswering(Workbench bench) {
        this.bench = bench;
    }

    ModelsAnswer search(ModelsQuestion question) {
        boolean all = question.query().isBlank();
        List<ModelSummary> found = all ? newest() : matches(question.query());
        Optional<Machine> machine = machine(bench, question.machine());
        Optional<Budgets> budgets = budgets(machine);
        return new ModelsAnswer(
                all ? "" : question.query(),
                machine.map(Machine::id),
                question.show(),
                question.sort(),
                found.stream()
                        .map(model -> new Match(
                                model,
                                budgets.filter(b -> model.usual().tensorBytes().isPresent())
                                        .map(b -> b.place(Bytes.of(
                                                model.usual().tensorBytes().orElseThrow())))))
                        .filter(match -> question.show().stream().allMatch(f -> f.lets(match)))
                        .sorted(question.sort().comparator())
                        .toList());
    }

    private List<ModelSummary> newest() {
        Comparator<ModelSummary> released = Comparator.comparing(ModelSummary::release);
        return bench.catalogue().summaries().stream()
                .sorted(released.reversed())
                .toList();
    }

    private List<ModelSummary> matches(String query) {
        CatalogueSearch search = new CatalogueSearch(bench.catalogue().summaries());
        List<ModelSummary> found =
                search.search(query).stream().map(CatalogueSearch.Hit::model).toList();
        if (found.isEmpty()) {
            throw new ModelNotFoundException("No model matches '" + query + "'", search.nearest(query, MOST_NEAR));
        }
        return found;
    }

    LocalModelsAnswer local(LocalModelsQuestion question) throws IOException {
        Optional<Path> dir =
                question.dir().isPresent() ? Optional.of(folder(question.dir().get())) : Optional.empty();
        LocalModels stores =
                dir.map(d -> new LocalModels(bench.stores().and(d))).orElseGet(bench::localModels);
        List<LocalModel> found = question.name().isBlank() ? stores.list() : stores.search(question.name());
        if (found.isEmpty() && !question.name().isBlank()) {
            throw new ModelNotFoundException(
                    "No model on this machine matches '" + question.name() + "'",
                    stores.list().stream()
                            .map(LocalModel::name)
                            .limit(MOST_NEAR)
                            .toList());
        }
        Optional<Machine> machine = machine(bench, question.machine());
        Optional<Budgets> budgets = budgets(machine);
        return new LocalModelsAnswer(
                machine.map(Machine::id),
                dir,
                found.stream()
                        .map(model -> new StoredModel(
                                model, fileType(model), budgets.map(b -> b.place(Bytes.of(model.bytes())))))
                        .toList());
    }

    private Path folder(String dir) throws IOException {
        Optional<Path> folder = path(dir);
        if (folder.filter(Files::isDirectory).isEmpty()) {
            boolean file = folder.filter(Files::exists).isPresent();
            throw new RefusedException(new Refusal(
                    Refusal.Kind.MODEL,
                    "no-such-file",
                    file ? "'" + dir + "' is a file, not a folder." : "There is no folder '" + dir + "'.",
                    Hint.plain(file ? "name the folder around it" : "check the path")));
        }
        if (!Files.isReadable(folder.get())) {
            throw new AccessDeniedException(dir);
        }
        return folder.get();
    }

    private Optional<Path> path(String dir) {
        try {
            return dir.isBlank() ? Optional.empty() : Optional.of(bench.file(Path.of(dir)));
        } catch (InvalidPathException e) {
            return Optional.empty(); // what cannot be a path is no folder
        }
    }

    /** Returns the file type of the name, else of the header, else why there is none. */
    private static String fileType(LocalModel model) {
        if (model.fileType().isPresent()) {
            return model.fileType().get().name();
        }
        try {
            return FileType.of(
                            GgufReader.read(model.file(), TensorData.OPTIONAL).metadata())
                    .map(Enum::name)
                    .orElse("not stated");
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static Optional<Budgets> budgets(Optional<Machine> machine) {
        return machine.map(m -> Budgets.of(m, Budgets.DEFAULT_MARGIN));
    }

    /** Returns the machine that is meant; empty if none is named and this one cannot be read. */
    static Optional<Machine> machine(Workbench bench, HardwareSelector selector) {
        try {
            return Optional.of(bench.machine(selector));
        } catch (HardwareException e) {
            if (!selector.equals(HardwareSelector.THIS_MACHINE)) {
                throw e;
            }
            return Optional.empty(); // a list without the column is better than none
        }
    }
}

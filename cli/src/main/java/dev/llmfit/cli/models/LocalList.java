package dev.llmfit.cli.models;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.probe.Machine;
import dev.llmfit.render.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Models that lie on this machine, and whether they fit it.
 *
 * @param models what was found
 * @param machine where they would run; empty if it cannot be read
 */
public record LocalList(List<LocalModel> models, Optional<Machine> machine) {
    public LocalList {
        models = List.copyOf(models);
    }

    /** Prints a table. */
    public void print(Console console) {
        if (models.isEmpty()) {
            console.line("No models were found on this machine.");
            console.line(
                    "Looked at the stores of Ollama, LM Studio, Hugging Face, llama.cpp, text-generation-webui and llmfit.");
            return;
        }
        Table table = new Table()
                .left("store")
                .left("model")
                .left("file type")
                .right("GiB")
                .left("weights fit in")
                .left("file");
        for (LocalModel model : models) {
            table.row(
                    model.store().label(),
                    model.name(),
                    fileType(model),
                    Numbers.gib(model.bytes()),
                    fit(model).map(WeightsFit::label).orElse(""),
                    model.file().toString());
        }
        table.lines(console.columns()).forEach(console::line);
        console.line("");
        console.line(models.size() + (models.size() == 1 ? " model" : " models") + " · llmfit size "
                + models.getFirst().name());
    }

    /** Returns the JSON document. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/models-local/1");
        document.put("machine", machine.map(Machine::id));
        List<Map<String, Object>> list = new ArrayList<>();
        for (LocalModel model : models) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("store", model.store().name().toLowerCase(Locale.ROOT));
            one.put("name", model.name());
            one.put("file_type", fileType(model));
            one.put("bytes", model.bytes());
            one.put("files", model.files().stream().map(Path::toString).toList());
            one.put("projector", model.projector().map(Path::toString));
            one.put("adapters", model.adapters().stream().map(Path::toString).toList());
            one.put("weights_fit", fit(model).map(WeightsFit::json));
            list.add(one);
        }
        document.put("models", list);
        return document;
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

    private Optional<WeightsFit> fit(LocalModel model) {
        return machine.map(m -> WeightsFit.of(m, model.bytes()));
    }
}

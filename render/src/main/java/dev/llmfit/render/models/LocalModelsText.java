package dev.llmfit.render.models;

import dev.llmfit.answers.models.LocalModelsAnswer;
import dev.llmfit.answers.models.LocalModelsAnswer.StoredModel;
import dev.llmfit.gguf.local.LocalModel;
import dev.llmfit.gguf.local.LocalModel.Store;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.Counted;
import dev.llmfit.units.NextStep.Ask;

/** Models of this machine for people. */
public final class LocalModelsText {
    private LocalModelsText() {}

    /** Writes a table. */
    public static void print(LocalModelsAnswer answer, Page page) {
        if (answer.models().isEmpty()) {
            page.line("No models were found on this machine.");
            page.line(
                    "Looked at the stores of Ollama, LM Studio, Hugging Face, llama.cpp, text-generation-webui and llmfit.");
            answer.dir().ifPresent(dir -> page.line("Looked at the folder " + dir + " too."));
            return;
        }
        Table table = new Table()
                .left("store")
                .left("model")
                .left("file type")
                .right("GiB")
                .left("weights fit in")
                .left("file");
        for (StoredModel stored : answer.models()) {
            LocalModel model = stored.model();
            table.row(
                    model.store().label(),
                    model.name(),
                    stored.fileType(),
                    Numbers.gib(model.bytes()),
                    stored.place().map(ModelsText::label).orElse(""),
                    model.file().toString());
        }
        page.table(table);
        page.line("");
        int count = answer.models().size();
        page.line(Counted.of(count, "model") + " · "
                + page.say(new Ask("size")
                        .and("model", reference(answer.models().getFirst().model()))));
        boolean none = answer.models().stream().noneMatch(m -> m.model().store() == Store.FOLDER);
        answer.dir()
                .filter(dir -> none)
                .ifPresent(dir -> page.line("No model of the folder " + dir + " is among them."));
    }

    /** Files of a folder that no program knows are found by their path alone. */
    private static String reference(LocalModel model) {
        return model.store() == Store.FOLDER ? model.file().toString() : model.name();
    }
}

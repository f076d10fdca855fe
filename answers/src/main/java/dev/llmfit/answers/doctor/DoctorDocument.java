package dev.llmfit.answers.doctor;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.kept.KeptDocument;
import dev.llmfit.answers.machine.MachineJson;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.doctor.SetupFinding;
import dev.llmfit.probe.tools.DeviceList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The document of what was found of a set-up, schema {@code llmfit/doctor/1}. */
public final class DoctorDocument {
    private DoctorDocument() {}

    /**
     * Reads a question, which has no fields.
     *
     * @throws dev.llmfit.answers.RefusedException if there is one
     */
    public static DoctorQuestion question(QuestionFields fields) {
        fields.done();
        return new DoctorQuestion(false);
    }

    /** Returns the document. */
    public static JsonObject of(DoctorAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/doctor/1")
                .put(
                        "findings",
                        answer.findings().stream().map(DoctorDocument::finding).toList())
                .put("runtimes", runtimes(answer.runtimes()))
                .put("machine", MachineJson.of(answer.machine()))
                .put("stored", KeptDocument.rows(answer.kept()))
                .build();
    }

    private static JsonObject finding(SetupFinding finding) {
        return JsonObject.builder()
                .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("id", finding.id())
                .put("text", finding.text())
                .put("fix", new CommandWords().of(finding.fix()))
                .build();
    }

    private static JsonObject runtimes(Runtimes runtimes) {
        JsonObject.Builder programs = JsonObject.builder();
        runtimes.lists().forEach((program, answer) -> {
            Optional<String> failure =
                    answer instanceof Probe.Failed<String> failed ? Optional.of(failed.reason()) : Optional.empty();
            programs.put(
                    program,
                    JsonObject.builder()
                            .putOrNull("error", failure)
                            .put(
                                    "devices",
                                    runtimes.gpus(program).stream()
                                            .map(DoctorDocument::device)
                                            .toList())
                            .build());
        });
        if (runtimes.ollama() instanceof Probe.Found<List<Runtimes.Loaded>> loaded) {
            programs.put(
                    "ollama",
                    JsonObject.builder()
                            .putOrNull("error", Optional.empty())
                            .put(
                                    "models",
                                    loaded.value().stream()
                                            .map(DoctorDocument::model)
                                            .toList())
                            .build());
        }
        return programs.build();
    }

    private static JsonObject device(DeviceList.Entry gpu) {
        return JsonObject.builder()
                .put("name", gpu.name())
                .put("description", gpu.description())
                .put("total", gpu.total())
                .put("free", gpu.free())
                .build();
    }

    private static JsonObject model(Runtimes.Loaded model) {
        return JsonObject.builder()
                .put("name", model.model())
                .put("size", model.size())
                .put("on_gpu", model.onGpu())
                .build();
    }
}

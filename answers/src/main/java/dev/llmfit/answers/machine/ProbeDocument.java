package dev.llmfit.answers.machine;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.kept.KeptDocument;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.bandwidth.CudaMeasurement;

/** The document of a machine, schema {@code llmfit/probe/1}. */
public final class ProbeDocument {
    private ProbeDocument() {}

    /**
     * Reads a question: a machine, and {@code deep}. Folders of this machine are no field of a document.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static ProbeQuestion question(QuestionFields fields) {
        ProbeQuestion question = new ProbeQuestion(fields.hardware(), fields.truth("deep"));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(ProbeAnswer answer) {
        JsonObject.Builder engines = JsonObject.builder();
        answer.engines()
                .forEach(engine -> engines.put(engine.name(), engine.path().toString()));
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/probe/1")
                .put("machine", MachineJson.of(answer.machine()))
                .put("engines", engines.build());
        if (!answer.measured().isEmpty()) {
            document.put(
                    "cuda",
                    answer.measured().stream().map(ProbeDocument::measurement).toList());
        }
        if (!answer.kept().isEmpty()) {
            document.put("stored", KeptDocument.rows(answer.kept()));
        }
        if (!answer.notes().isEmpty()) {
            document.put("notes", answer.notes());
        }
        return document.build();
    }

    private static JsonObject measurement(CudaMeasurement device) {
        return JsonObject.builder()
                .put("pci_address", device.pciAddress())
                .put("total", device.total())
                .put("free", device.free())
                .put("allocatable", device.allocatable())
                .put("copy_gbps", device.copyGbps())
                .build();
    }
}

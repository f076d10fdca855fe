package dev.llmfit.answers.machine;

import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.machine.HardwareNamesAnswer.Named;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.hardware.RentedMachines.Rented;

/** The document of names of hardware, schema {@code llmfit/hardware-names/2}. */
public final class HardwareNamesDocument {
    private HardwareNamesDocument() {}

    /**
     * Reads a question: {@code query}.
     *
     * @throws dev.llmfit.answers.RefusedException if there is another field
     */
    public static HardwareNamesQuestion question(QuestionFields fields) {
        HardwareNamesQuestion question =
                new HardwareNamesQuestion(fields.text("query").orElse(""));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(HardwareNamesAnswer answer) {
        return JsonObject.builder()
                .put("schema", "llmfit/hardware-names/2")
                .put("query", answer.query())
                .put("machines", answer.machines())
                .put(
                        "rented",
                        answer.rented().stream()
                                .map(HardwareNamesDocument::rented)
                                .toList())
                .put(
                        "devices",
                        answer.devices().stream()
                                .map(HardwareNamesDocument::device)
                                .toList())
                .build();
    }

    private static JsonObject rented(Rented machine) {
        return JsonObject.builder()
                .put("name", machine.name())
                .put("hardware", machine.devices())
                .put("ram_bytes", machine.ram())
                .put("cores", machine.cores())
                .build();
    }

    private static JsonObject device(Named device) {
        HardwareEntry entry = device.entry();
        JsonObject.Builder out = JsonObject.builder()
                .put("id", entry.id())
                .put("name", entry.name())
                .put("vendor", entry.vendor())
                .put("kind", entry.kind().id())
                .putOrNull("memory_gb", entry.memoryGb())
                .putOrNull("bandwidth_gbps", entry.bandwidthGbps())
                .putOrNull("launch_date", entry.launchDate())
                .put("source", entry.source())
                .put("confidence", entry.confidence());
        device.price()
                .ifPresent(p -> out.put("price_usd", p.usd())
                        .put("price_date", p.date())
                        .put("price_state", p.state().id()));
        return out.build();
    }
}

package dev.llmfit.answers.size;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.fields.EngineBuildJson;
import dev.llmfit.answers.fields.HostGrowthJson;
import dev.llmfit.answers.fields.LaunchFields;
import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.ModelFields;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.fields.SpeculationFields;
import dev.llmfit.answers.size.BuffersQuestion.Devices;
import dev.llmfit.answers.size.BuffersQuestion.Hardware;
import dev.llmfit.answers.size.BuffersQuestion.Place;
import dev.llmfit.answers.size.BuffersQuestion.Run;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Estimate.ComputeBasis;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Buffers as one line of JSON, and the question for them. */
public final class BuffersDocument {
    private static final int PROMPT = 512;
    private static final int GENERATED = 128;

    private BuffersDocument() {}

    /** Returns the document. It has no schema of its own: the contract names its fields. */
    public static JsonObject of(BuffersAnswer answer) {
        Estimate estimate = answer.estimate();
        List<JsonValue> devices = new ArrayList<>();
        for (BufferSizes device : estimate.devices()) {
            devices.add(sizes(JsonObject.builder().put("name", device.name()), device));
        }
        JsonObject.Builder document = JsonObject.builder()
                .put("model", MeantModelJson.of(answer.model()))
                .put("n_ctx", estimate.nCtx())
                .put("devices", new JsonArray(devices))
                .put(
                        "host",
                        sizes(JsonObject.builder(), estimate.host()).toBuilder()
                                .put("grows", HostGrowthJson.of(estimate.growth()))
                                .build());
        if (estimate.computeBasis() == ComputeBasis.CLOSED_FORM) {
            document.put("compute_basis", "closed-form");
        }
        if (estimate.attentionOnCpu()) {
            document.put("attention_on_cpu", true);
        }
        if (!answer.build().isExact()) {
            document.put("engine_build", EngineBuildJson.of(answer.build()));
        }
        answer.speed().ifPresent(speed -> document.put("speed", speed(speed)));
        return document.build();
    }

    private static JsonObject sizes(JsonObject.Builder object, BufferSizes sizes) {
        return object.put("weights", sizes.weights())
                .put("context", sizes.context())
                .put("compute", sizes.compute())
                .build();
    }

    private static JsonObject speed(SpeedEstimate speed) {
        return JsonObject.builder()
                .put("pp_tok_s", speed.pp().mid())
                .put("pp_range", range(speed.pp()))
                .put("tg_tok_s", speed.tg().mid())
                .put("tg_range", range(speed.tg()))
                .put("basis", speed.basis().name().toLowerCase(Locale.ROOT))
                .put("knowledge", speed.knowledge().id())
                .build();
    }

    private static List<Double> range(SpeedRange range) {
        return List.of(range.low(), range.high());
    }

    /**
     * Reads a question: {@code gguf} or {@code model}, {@code quant}, {@code hardware} or {@code devices}, {@code options},
     * {@code speed}, {@code engine_build}. Without devices and hardware it is about the processor alone.
     *
     * @throws RefusedException if it cannot be used
     */
    public static BuffersQuestion question(QuestionFields fields) {
        LaunchOptions given = LaunchFields.options(fields, LaunchOptions.defaults());
        LaunchOptions draft = fields.part("draft_options")
                .map(o -> LaunchFields.read(o, LaunchOptions.defaults()))
                .orElseGet(LaunchOptions::defaults);
        Speculation speculation = SpeculationFields.read(fields, false);
        LaunchOptions options = speculation.types().isEmpty() ? given : speculation.target(given);
        Optional<LaunchOptions> nextToken = speculation.predictsNextTokens()
                ? Optional.of(options.withTypeK(draft.typeK()).withTypeV(draft.typeV()))
                : Optional.empty();
        BuffersQuestion question = new BuffersQuestion(
                ModelFields.read(fields),
                ModelFields.fileType(fields),
                place(fields),
                options,
                LaunchFields.build(fields, options),
                nextToken,
                fields.part("speed").map(BuffersDocument::run));
        fields.done();
        return question;
    }

    private static Place place(QuestionFields fields) {
        List<DeviceMemory> devices = new ArrayList<>();
        for (QuestionFields device : fields.parts("devices")) {
            devices.add(device(device, devices.size()));
        }
        Optional<String> hardware = fields.text("hardware");
        return hardware.isPresent() ? new Hardware(hardware.get()) : new Devices(devices);
    }

    private static DeviceMemory device(QuestionFields fields, int index) {
        Backend backend = backend(fields, fields.requiredText("backend"));
        if (backend == Backend.CPU) {
            throw fields.wrong("backend", "is 'cpu', which is no device");
        }
        return new DeviceMemory(
                fields.text("name").orElse(backend.devicePrefix() + index),
                backend,
                fields.bytes("free_bytes").orElse(Bytes.ZERO),
                fields.bytes("total_bytes").orElse(Bytes.ZERO));
    }

    private static Run run(QuestionFields fields) {
        return new Run(
                fields.whole("n_prompt", 0, PROMPT),
                fields.whole("n_gen", 0, GENERATED),
                fields.whole("depth", 0, 0),
                fields.text("backend").map(id -> backend(fields, id)));
    }

    private static Backend backend(QuestionFields fields, String id) {
        return Backend.byId(id)
                .orElseThrow(() -> fields.wrong(
                        "backend", "is '" + id + "', expected reference, cuda, rocm, metal, vulkan, sycl, rpc or cpu"));
    }
}

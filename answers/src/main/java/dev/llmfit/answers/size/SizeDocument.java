package dev.llmfit.answers.size;

import dev.llmfit.answers.fields.DeviceUseJson;
import dev.llmfit.answers.fields.EnergyJson;
import dev.llmfit.answers.fields.EngineBuildJson;
import dev.llmfit.answers.fields.FileOnDiskJson;
import dev.llmfit.answers.fields.FirstTokenJson;
import dev.llmfit.answers.fields.HostGrowthJson;
import dev.llmfit.answers.fields.LaunchFields;
import dev.llmfit.answers.fields.MeantModelJson;
import dev.llmfit.answers.fields.ModelFields;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.fields.RangeJson;
import dev.llmfit.answers.fields.SpeculationFields;
import dev.llmfit.answers.fields.TurnJson;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.answers.size.SizeQuestion.Draft;
import dev.llmfit.answers.size.SizeQuestion.Loaded;
import dev.llmfit.answers.size.SizeQuestion.Place;
import dev.llmfit.answers.size.SizeQuestion.Projector;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.sizing.speed.DraftedSpeed;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.LaunchSpeed;
import dev.llmfit.sizing.speed.NetworkShare;
import dev.llmfit.sizing.speed.SpeedEstimate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The document of one sized launch, schema {@code llmfit/size/2}, and the question for it. */
public final class SizeDocument {
    private SizeDocument() {}

    /** Returns the document. */
    public static JsonObject of(SizeAnswer answer) {
        JsonObject.Builder document = JsonObject.builder()
                .put("schema", "llmfit/size/2")
                .put("engine", answer.build().toString())
                .put("engine_build", EngineBuildJson.of(answer.knowledge()))
                .put("model", model(answer))
                .put("n_ctx", answer.estimate().nCtx())
                .put("flash_attn", answer.estimate().flashAttn())
                .put("attention_on_cpu", answer.estimate().attentionOnCpu())
                .put(
                        "compute_basis",
                        answer.estimate()
                                .computeBasis()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'))
                .put("devices", array(answer.memory().devices(), SizeDocument::memory))
                .put("host", host(answer))
                .put("layers", array(answer.layers(), SizeDocument::layers));
        if (answer.reading().isTold()) {
            document.put("launch", launch(answer));
        }
        answer.projector().ifPresent(projector -> document.put("projector", projector(projector)));
        answer.draft().ifPresent(draft -> document.put("draft", draft(draft)));
        answer.remarks().disk().ifPresent(disk -> document.put("disk", FileOnDiskJson.of(disk)));
        document.put("fits", answer.fits())
                .put("failures", array(answer.remarks().failures(), SizeDocument::failure))
                .put("warnings", answer.remarks().warnings())
                .put(
                        "speed",
                        answer.speeds()
                                .one()
                                .map(s -> speed(s, answer.options()))
                                .orElseGet(() -> JsonObject.builder().build()));
        answer.speeds()
                .busySlots()
                .ifPresent(busy ->
                        document.put("each_slot", eachSlot(busy, answer.speeds().energy())));
        if (!answer.speeds().turns().isEmpty()) {
            document.put("turns", TurnJson.of(answer.speeds().turns()));
        }
        answer.speeds().network().ifPresent(n -> document.put("network", network(n)));
        answer.speeds().energy().ifPresent(energy -> document.put("energy", EnergyJson.of(energy)));
        answer.speeds().speculative().ifPresent(speed -> document.put("speculative", speculative(speed)));
        answer.engineSays().ifPresent(says -> document.put("engine_says", engineSays(says)));
        return document.put("limits", limits(answer.limits().find())).build();
    }

    private static JsonObject limits(Limits limits) {
        return JsonObject.builder()
                .putOrNull("n_ctx_each", limits.ctxEach())
                .putOrNull("n_gpu_layers", limits.layers())
                .putOrNull("n_cpu_moe", limits.experts())
                .build();
    }

    private static JsonObject launch(SizeAnswer answer) {
        LaunchOptions options = answer.options();
        JsonObject.Builder launch = JsonObject.builder();
        answer.reading().program().ifPresent(program -> launch.put("program", program));
        launch.put("n_batch", options.nBatch())
                .put("n_ubatch", options.nUbatch())
                .put("n_parallel", options.nParallel())
                .put("kv_unified", options.kvUnified())
                .put("n_gpu_layers", options.nGpuLayers())
                .put("type_k", options.typeK().ggmlName())
                .put("type_v", options.typeV().ggmlName());
        answer.reading().fit().ifPresent(fit -> launch.put("fit", fit(fit)));
        return launch.put("notes", answer.reading().notes()).build();
    }

    private static JsonObject fit(FitTold fit) {
        LaunchOptions options = fit.launch().options();
        JsonObject.Builder told = JsonObject.builder()
                .put("changed", fit.launch().isChanged())
                .put("n_ctx", options.nCtx())
                .put("n_gpu_layers", options.nGpuLayers())
                .put("tensor_split", options.tensorSplit())
                .put("override_tensor", options.overrideTensor());
        fit.launch().failure().ifPresent(failure -> told.put("failure", failure));
        return told.build();
    }

    /** Returns what tells which model a document is about. */
    static JsonObject model(SizeAnswer answer) {
        return MeantModelJson.put(JsonObject.builder(), answer.model().meant())
                .put("name", answer.model().name())
                .put("architecture", answer.model().architecture())
                .put("tensor_bytes", answer.model().tensorBytes())
                .build();
    }

    static <T> JsonArray array(List<T> items, Function<T, JsonObject> form) {
        return new JsonArray(items.stream().<JsonValue>map(form).toList());
    }

    private static JsonObject memory(DeviceUse use) {
        JsonObject.Builder memory =
                DeviceUseJson.of(use).put("headroom", use.headroom()).put("margin", use.margin());
        if (use.shared().count() > 0) {
            memory.put("shared", use.shared());
        }
        return memory.build();
    }

    private static JsonObject host(SizeAnswer answer) {
        return memory(answer.memory().host()).toBuilder()
                .put("grows", HostGrowthJson.of(answer.estimate().growth()))
                .build();
    }

    private static JsonObject layers(LayerRange range) {
        return JsonObject.builder()
                .put("device", range.place())
                .put("first", range.first())
                .put("last", range.last())
                .build();
    }

    private static JsonObject projector(SizedProjector projector) {
        return JsonObject.builder()
                .put("name", projector.name())
                .put("device", projector.place())
                .put("weights", projector.memory().device().weights())
                .put("compute", projector.memory().device().compute())
                .put("host_compute", projector.memory().host().compute())
                .putIfPresent("image_size", projector.memory().imageSize())
                .build();
    }

    private static JsonObject draft(SizedDraft draft) {
        return JsonObject.builder()
                .put("name", draft.name())
                .put("tensor_bytes", draft.tensorBytes())
                .put("buffers", draft.buffers())
                .put("n_draft", draft.nDraft())
                .put("spec_type", draft.types())
                .build();
    }

    private static JsonObject failure(FailedLaunch f) {
        return JsonObject.builder()
                .put("time", f.time().toString())
                .put("device", f.pool())
                .put("needed", f.needed())
                .put("free", f.free())
                .put("reason", f.reason())
                .build();
    }

    private static JsonObject speed(SpeedEstimate estimate, LaunchOptions options) {
        JsonObject.Builder out = JsonObject.builder()
                .put("n_prompt", LaunchSpeed.usualPrompt(options))
                .put("tg_tok_s", RangeJson.exact(estimate.tg()))
                .put("pp_tok_s", RangeJson.exact(estimate.pp()))
                .put("basis", estimate.basis().name().toLowerCase(Locale.ROOT))
                .put("knowledge", estimate.knowledge().id());
        return KeptNumbers.put(out, estimate.from()).build();
    }

    private static JsonObject network(NetworkShare share) {
        return JsonObject.builder()
                .put("prompt_s", share.prompt())
                .put("token_s", share.token())
                .build();
    }

    private static JsonObject eachSlot(BusySlots busy, Optional<Energy> energy) {
        JsonObject.Builder each = JsonObject.builder()
                .put("busy_slots", busy.slots())
                .put("n_ctx_each", busy.ctxEach())
                .put("kv_unified", busy.unified())
                .put("depth", busy.depth())
                .put("tg_tok_s", RangeJson.exact(busy.each()))
                .put("tg_tok_s_together", RangeJson.exact(busy.all()))
                .put("first_token", array(List.of(busy.alone(), busy.together()), FirstTokenJson::of));
        energy.ifPresent(e -> each.put("kwh_per_million_tokens", EnergyJson.kwh(e.written(busy.all()))));
        return each.build();
    }

    private static JsonObject speculative(DraftedSpeed drafted) {
        return JsonObject.builder()
                .put("tg_tok_s", RangeJson.exact(drafted.tg()))
                .put("acceptance", List.of(drafted.least(), drafted.most()))
                .build();
    }

    /** What the engine says is a multiple of a MiB. */
    private static JsonObject engineSays(EngineSays says) {
        return JsonObject.builder()
                .put("engine", says.engine())
                .put("said", array(says.said(), SizeDocument::buffers))
                .put("predicted", array(says.predicted(), SizeDocument::buffers))
                .put("agrees", says.agrees())
                .build();
    }

    private static JsonObject buffers(BufferSizes sizes) {
        return JsonObject.builder()
                .put("name", sizes.name())
                .put("weights", sizes.weights())
                .put("context", sizes.context())
                .put("compute", sizes.compute())
                .build();
    }

    /**
     * Reads a question: {@code model} or {@code gguf}, {@code quant}, {@code header_only} (true), a machine, {@code rpc}, launch
     * options in {@code options} or beside it, {@code engine_build}, {@code lora}, {@code mmproj} with {@code mmproj_offload}
     * (true), {@code draft_model} with {@code draft_options} and {@code n_draft} (0: loaded and not used), {@code spec_type},
     * {@code engine_says}: an installed llama.cpp that is to say the same, {@code prompt_tokens} and {@code answer_tokens}: the turn
     * whose time is asked for.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static SizeQuestion question(QuestionFields fields) {
        SizeQuestion question = read(fields);
        fields.done();
        return question;
    }

    /** Reads a question whose fields are part of another one. */
    public static SizeQuestion read(QuestionFields fields) {
        LaunchOptions options = LaunchFields.read(fields, LaunchFields.options(fields, LaunchOptions.defaults()));
        return new SizeQuestion(
                ModelFields.read(fields),
                ModelFields.fileType(fields),
                fields.truth("header_only", true),
                options,
                loaded(fields),
                new Place(fields.hardware(), servers(fields)),
                LaunchFields.build(fields, options),
                fields.text("engine_says"),
                Start.AS_GIVEN,
                new TurnWish(fields.tokens("prompt_tokens", 1), fields.tokens("answer_tokens", 0)));
    }

    private static List<String> servers(QuestionFields fields) {
        return fields.texts("rpc").stream()
                .flatMap(list -> Stream.of(list.split(",")))
                .toList();
    }

    private static Loaded loaded(QuestionFields fields) {
        boolean offload = fields.truth("mmproj_offload", true);
        LaunchOptions own = fields.part("draft_options")
                .map(o -> LaunchFields.read(o, LaunchOptions.defaults()))
                .orElseGet(LaunchOptions::defaults);
        Optional<Projector> projector = fields.text("mmproj").map(file -> new Projector(file, offload));
        Optional<String> model = fields.text("draft_model");
        Speculation speculation = SpeculationFields.read(fields, model.isPresent());
        Optional<Draft> draft = model.isPresent() || !speculation.types().isEmpty()
                ? Optional.of(new Draft(model, own, speculation))
                : Optional.empty();
        return new Loaded(fields.texts("lora"), projector, draft);
    }
}

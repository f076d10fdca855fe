package dev.llmfit.answers.symptom;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.StepDocument;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.LoggedLaunch;
import dev.llmfit.engine.log.LoggedModel;
import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.engine.log.VllmLog;
import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The answer as a document, schema {@code llmfit/symptom/1}, and the question for it. */
public final class SymptomDocument {
    private SymptomDocument() {}

    /**
     * Reads a question: {@code log} as a text or as a list of lines, and if they are known {@code symptom}, {@code source},
     * {@code model} and a machine.
     *
     * @throws dev.llmfit.answers.RefusedException if a field is wrong or not known
     */
    public static SymptomQuestion question(QuestionFields fields) {
        HardwareSelector machine = fields.hardware();
        SymptomQuestion question = new SymptomQuestion(
                fields.choice("symptom", List.of(Symptom.values())),
                fields.texts("log"),
                fields.text("source").orElse("log"),
                fields.text("model"),
                machine.equals(HardwareSelector.THIS_MACHINE) ? Optional.empty() : Optional.of(machine));
        fields.done();
        return question;
    }

    /** Returns the document. */
    public static JsonObject of(SymptomAnswer run) {
        JsonObject.Builder document = JsonObject.builder();
        document.put("schema", "llmfit/symptom/1");
        document.put("symptom", run.symptom().id());
        if (run.symptom() == Symptom.OOM) {
            document.put("failed", run.failed().name().toLowerCase(Locale.ROOT));
        }
        document.put("runtime", run.log().program().title());
        document.put("model", model(run));
        document.put("launch", launch(run.log().launch()));
        document.put("devices", devices(run.log()));
        document.put("buffers", buffers(run.log()));
        run.log().vllm().ifPresent(v -> document.put("vllm", vllm(v)));
        if (run.symptom() == Symptom.OOM) {
            run.log().failure().ifPresent(f -> document.put("failure", failure(run, f)));
            List<LoggedFailure> all = run.log().failures();
            if (all.size() > 1) {
                document.put(
                        "failures", all.stream().map(f -> allocation(f).build()).toList());
            }
        }
        run.need().ifPresent(n -> document.put("need", need(n)));
        document.put("changes", changes(run));
        run.speed().ifPresent(s -> document.put("speed", speed(s)));
        document.put("advice", advice(run));
        return document.build();
    }

    private static JsonObject model(SymptomAnswer run) {
        JsonObject.Builder model = JsonObject.builder();
        LoggedModel logged = run.log().model();
        run.model().ifPresent(m -> {
            model.put("name", m.offer().name());
            model.put("known_by", m.basis().name().toLowerCase(Locale.ROOT));
        });
        logged.name().ifPresent(n -> model.put("logged_name", n));
        logged.architecture().ifPresent(a -> model.put("architecture", a));
        run.model().map(KnownModel::fileType).or(logged::fileType).ifPresent(t -> model.put("file_type", t));
        logged.ctxTrain().ifPresent(n -> model.put("n_ctx_train", n));
        return model.build();
    }

    private static JsonObject launch(LoggedLaunch l) {
        JsonObject.Builder launch = JsonObject.builder();
        l.ctx().ifPresent(n -> launch.put("n_ctx", n));
        l.batch().ifPresent(n -> launch.put("n_batch", n));
        l.ubatch().ifPresent(n -> launch.put("n_ubatch", n));
        l.slots().ifPresent(n -> launch.put("n_parallel", n));
        l.unified().ifPresent(u -> launch.put("kv_unified", u));
        l.flashAttn().ifPresent(f -> launch.put("flash_attn", f));
        l.typeK().ifPresent(t -> launch.put("type_k", t));
        l.typeV().ifPresent(t -> launch.put("type_v", t));
        l.offloaded().ifPresent(n -> launch.put("n_gpu_layers", n));
        l.layers().ifPresent(n -> launch.put("layers", n));
        l.threads().ifPresent(n -> launch.put("threads", n));
        l.rollbacks().ifPresent(n -> launch.put("n_rs_seq", n));
        return launch.build();
    }

    private static List<JsonObject> devices(RunLog log) {
        List<JsonObject> devices = new ArrayList<>();
        for (LoggedDevice d : log.memory().buffers().devices()) {
            JsonObject.Builder device = JsonObject.builder();
            device.put("name", d.name());
            device.put("description", d.description());
            if (d.free().count() > 0) {
                device.put("free", d.free());
            }
            devices.add(device.build());
        }
        return devices;
    }

    private static List<JsonObject> buffers(RunLog log) {
        List<JsonObject> buffers = new ArrayList<>();
        for (MeasuredBuffer b : log.memory().buffers().buffers()) {
            JsonObject.Builder item = JsonObject.builder();
            item.put("buffer", b.buffer());
            item.put("kind", b.kind().name().toLowerCase(Locale.ROOT));
            item.put("bytes", b.size());
            buffers.add(item.build());
        }
        return buffers;
    }

    /** Under vLLM's names of arguments, sizes in bytes per GPU. */
    private static JsonObject vllm(VllmLog log) {
        JsonObject.Builder vllm = JsonObject.builder();
        log.release().ifPresent(r -> vllm.put("version", r));
        log.model().ifPresent(m -> vllm.put("model", m));
        log.options().length().ifPresent(n -> vllm.put("max_model_len", n));
        log.options().gpus().ifPresent(n -> vllm.put("tensor_parallel_size", n));
        log.options().cacheType().ifPresent(t -> vllm.put("kv_cache_dtype", t));
        log.budget().total().ifPresent(b -> vllm.put("total", b));
        log.budget().free().ifPresent(b -> vllm.put("free", b));
        log.budget().utilization().ifPresent(u -> vllm.put("gpu_memory_utilization", u));
        log.budget().requested().ifPresent(b -> vllm.put("requested", b));
        log.taken().weights().ifPresent(b -> vllm.put("weights", b));
        log.taken().consumed().ifPresent(b -> vllm.put("consumed", b));
        log.taken().activation().ifPresent(b -> vllm.put("activation", b));
        log.taken().nonTorch().ifPresent(b -> vllm.put("non_torch", b));
        log.taken().graphs().ifPresent(b -> vllm.put("cuda_graphs", b));
        log.cache().memory().ifPresent(b -> vllm.put("kv_cache", b));
        log.cache().tokens().ifPresent(n -> vllm.put("kv_cache_tokens", n));
        log.cache().concurrency().ifPresent(c -> vllm.put("max_concurrency", c));
        log.refused().ifPresent(r -> {
            vllm.put("kv_needed", r.needed());
            vllm.put("kv_available", r.there());
            r.longest().ifPresent(n -> vllm.put("estimated_max_len", n));
        });
        return vllm.build();
    }

    private static JsonObject.Builder allocation(LoggedFailure f) {
        JsonObject.Builder failure = JsonObject.builder();
        failure.put("device", f.device().orElse(""));
        failure.put("part", f.part().name().toLowerCase(Locale.ROOT));
        f.asked().ifPresent(b -> failure.put("bytes", b));
        return failure.put("line", f.words());
    }

    private static JsonObject failure(SymptomAnswer run, LoggedFailure f) {
        JsonObject.Builder failure = allocation(f);
        run.need().flatMap(Need::free).ifPresent(b -> failure.put("free", b));
        run.need().flatMap(Need::missing).ifPresent(b -> failure.put("missing", b));
        return failure.build();
    }

    private static JsonObject need(Need n) {
        JsonObject.Builder need = JsonObject.builder();
        need.put("device", n.device());
        need.put("weights", n.sizes().weights());
        need.put("context", n.sizes().context());
        need.put("compute", n.sizes().compute());
        n.free().ifPresent(b -> need.put("free", b));
        n.missing().ifPresent(b -> need.put("missing", b));
        need.put("at_most", n.bound());
        return need.build();
    }

    private static List<JsonObject> changes(SymptomAnswer run) {
        List<JsonObject> changes = new ArrayList<>();
        for (Remedy r : run.changes()) {
            JsonObject.Builder item = JsonObject.builder();
            item.put("change", r.change());
            item.put("saves", r.saves());
            item.put("enough", r.enough());
            item.put("exact", r.exact());
            item.put("cost", r.cost());
            changes.add(item.build());
        }
        return changes;
    }

    private static JsonObject speed(UsualSpeed s) {
        JsonObject.Builder speed = JsonObject.builder();
        speed.put("measured", s.measured());
        speed.put("low", s.expected().low());
        speed.put("mid", s.expected().mid());
        speed.put("high", s.expected().high());
        speed.put("hardware", s.machine());
        s.allOnGpu().ifPresent(w -> speed.put("all_on_gpu", w.mid()));
        return speed.build();
    }

    private static List<JsonObject> advice(SymptomAnswer run) {
        List<JsonObject> advice = new ArrayList<>();
        for (Sign s : run.signs()) {
            JsonObject.Builder item = JsonObject.builder();
            item.put("rule", s.id());
            item.put("text", new CommandWords().of(s.text()));
            if (!s.fix().isEmpty()) {
                item.put("fix", new CommandWords().of(s.fix()));
            }
            List<NextStep> steps = Stream.concat(s.text().steps().stream(), s.fix().steps().stream())
                    .toList();
            if (!steps.isEmpty()) {
                item.put("next", StepDocument.of(steps));
            }
            advice.add(item.build());
        }
        return advice;
    }
}

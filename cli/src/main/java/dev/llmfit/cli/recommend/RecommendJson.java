package dev.llmfit.cli.recommend;

import dev.llmfit.answers.machine.MachineJson;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.ollama.OllamaOutlook;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.rules.FactValue;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A recommendation as {@code llmfit/recommend/2}. */
final class RecommendJson {
    private RecommendJson() {}

    static Map<String, Object> of(Recommendation r) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/recommend/2");
        document.put("engine", r.build().toString());
        document.put("machine", MachineJson.of(r.machine()));
        document.put("outcome", r.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        r.why().ifPresent(w -> document.put("why", w));
        r.subject().ifPresent(s -> document.put("model", subject(s)));
        AimAnswer.of(r).ifPresent(a -> {
            document.put("prefer", r.request().aim().id());
            document.put("answer", a);
        });
        document.put(
                "candidates",
                r.candidates().stream().map(RecommendJson::candidate).toList());
        r.instead().ifPresent(c -> document.put("instead", candidate(c)));
        List<Object> advice = new ArrayList<>();
        for (Finding f : r.advice()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("rule", f.rule().id());
            item.put("text", Shell.WORDS.of(f.text()));
            item.put("because", Shell.WORDS.of(f.reason()));
            advice.add(item);
        }
        document.put("advice", advice);
        return document;
    }

    private static Map<String, Object> subject(Recommendation.Subject s) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", s.name());
        out.put("architecture", s.architecture());
        out.put("layers", s.layers());
        out.put("parameters", s.parameters());
        out.put("parameters_active", s.activeParameters());
        out.put("n_ctx_train", s.ctxTrain());
        return out;
    }

    static Map<String, Object> candidate(Candidate c) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("rank", c.rank());
        out.put("model", c.model());
        out.put("file_type", c.fileType());
        out.put("file_bytes", c.fileBytes());
        out.put("verdict", c.verdict().id());
        out.put("recommended", c.recommended());
        out.put("options", options(c));
        out.put("layers", c.layers());
        c.maxCtx().ifPresent(m -> out.put("max_ctx", m));
        Map<String, Object> memory = new LinkedHashMap<>();
        List<Object> devices = new ArrayList<>();
        for (int d = 0; d < c.memory().size(); d++) {
            devices.add(use(c.memory().get(d), c.budgets().devices().get(d)));
        }
        memory.put("devices", devices);
        memory.put("host", use(c.host(), c.budgets().host()));
        out.put("memory", memory);
        Map<String, Object> speed = new LinkedHashMap<>();
        speed.put("tg_tok_s", range(c.speed().tg()));
        speed.put("pp_tok_s", range(c.speed().pp()));
        speed.put("basis", c.speed().basis());
        out.put("speed", speed);
        c.serving().ifPresent(v -> out.put("serving", serving(v)));
        Map<String, Object> quality = new LinkedHashMap<>();
        quality.put("ppl_percent", c.quality().pplPercent().map(p -> rounded(p, 3)));
        quality.put("dots", c.quality().dots());
        quality.put("source", c.quality().source());
        out.put("quality", quality);
        out.put("commands", c.commands());
        c.outlook().ifPresent(o -> out.put("ollama", outlook(o)));
        out.put("because", c.because().stream().map(RecommendJson::finding).toList());
        return out;
    }

    private static Map<String, Object> options(Candidate c) {
        LaunchOptions o = c.options();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("n_gpu_layers", o.nGpuLayers() < 0 ? c.layers() : o.nGpuLayers());
        out.put("n_ctx", o.nCtx());
        out.put("n_batch", o.nBatch());
        out.put("n_ubatch", o.nUbatch());
        out.put("n_parallel", o.nParallel());
        out.put("flash_attn", c.flashAttn() ? "on" : "off");
        out.put("type_k", o.typeK().ggmlName());
        out.put("type_v", o.typeV().ggmlName());
        out.put("n_cpu_moe", o.nCpuMoe());
        out.put("tensor_split", o.tensorSplit());
        if (!o.opOffload()) {
            out.put("op_offload", false);
        }
        return out;
    }

    private static Map<String, Object> serving(Serving serving) {
        Map<String, Object> each = new LinkedHashMap<>();
        each.put("empty", rounded(serving.empty(), 2));
        each.put("half", rounded(serving.half(), 2));
        each.put("full", rounded(serving.full(), 2));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("users", serving.users());
        out.put("n_ctx_each", serving.ctxEach());
        out.put("tg_tok_s_each", each);
        out.put("tg_tok_s_total", rounded(serving.total(), 2));
        return out;
    }

    private static Map<String, Object> use(DeviceUse use, Bytes budget) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", use.name());
        out.put("weights", use.weights());
        out.put("context", use.context());
        out.put("compute", use.compute());
        out.put("overhead", use.overhead().typical());
        out.put("overhead_source", use.overhead().source());
        out.put("total", use.total());
        out.put("free", use.free());
        out.put("budget", budget);
        out.put("headroom", use.headroom());
        out.put("margin", use.margin());
        if (use.shared().count() > 0) {
            out.put("shared", use.shared());
        }
        return out;
    }

    private static Map<String, Object> range(Speed.Range r) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("low", rounded(r.low(), 2));
        out.put("mid", rounded(r.mid(), 2));
        out.put("high", rounded(r.high(), 2));
        return out;
    }

    private static Map<String, Object> finding(Finding f) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("rule", f.rule().id());
        out.put("text", Shell.WORDS.of(f.text()));
        out.put("facts", facts(f.facts()));
        return out;
    }

    private static Map<String, Object> facts(Facts facts) {
        Map<String, Object> out = new LinkedHashMap<>();
        facts.asMap()
                .forEach((fact, value) -> out.put(
                        fact.id(),
                        switch (value) {
                            case FactValue.Num n -> rounded(n.value(), 4);
                            case FactValue.Text t -> t.value();
                            case FactValue.Flag g -> g.value();
                        }));
        return out;
    }

    private static Object rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        double result = Math.rint(value * scale) / scale;
        if (result == Math.rint(result) && Math.abs(result) < 1e15) {
            return (long) result;
        }
        return result;
    }

    private static Map<String, Object> outlook(OllamaOutlook o) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("n_ctx", o.nCtx());
        out.put("n_gpu_layers", o.nGpuLayers());
        out.put("layers", o.layers());
        out.put("cpu_moe", o.cpuMoe());
        out.put("n_ubatch", o.nUbatch());
        out.put("whole", o.whole());
        out.put("settings", o.settings());
        out.put("text", o.text());
        return out;
    }
}

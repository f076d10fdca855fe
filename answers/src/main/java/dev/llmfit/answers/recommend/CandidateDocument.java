package dev.llmfit.answers.recommend;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.StepDocument;
import dev.llmfit.answers.Words;
import dev.llmfit.answers.fields.EnergyJson;
import dev.llmfit.answers.fields.FirstTokenJson;
import dev.llmfit.answers.fields.HostGrowthJson;
import dev.llmfit.answers.fields.SamplingJson;
import dev.llmfit.answers.fields.TurnJson;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.recommend.ollama.OllamaOutlook;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.wish.Score;
import dev.llmfit.recommend.wish.ScoreParts;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.FactValue;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of documents that tells a launch: its options, memory, speed, quality, reasons and commands. */
public final class CandidateDocument {
    private static final Words WORDS = new CommandWords();

    /** Whole numbers up to here are written without a fraction. */
    private static final double WHOLE = 1e15;

    private static final int SPEED_DECIMALS = 2;
    private static final int QUALITY_DECIMALS = 3;
    private static final int SCORE_DECIMALS = 3;
    private static final int FACT_DECIMALS = 4;

    private CandidateDocument() {}

    /** Returns the object of a launch. */
    public static JsonObject of(Candidate c) {
        JsonObject.Builder out = JsonObject.builder()
                .put("rank", c.rank())
                .put("model", c.model())
                .put("file_type", c.fileType())
                .put("file_bytes", c.fileBytes())
                .put("verdict", c.verdict().id())
                .put("recommended", c.recommended())
                .put("options", options(c))
                .put("layers", c.layers())
                .putIfPresent("max_ctx", c.maxCtx())
                .put("memory", memory(c))
                .putIfPresent("projector_bytes", c.plan().images().loaded())
                .putOrNull("speed", c.verdict() == Verdict.NO_FIT ? Optional.empty() : Optional.of(speed(c)));
        c.texts()
                .ifPresent(
                        texts -> out.put("texts_per_second", range(texts)).put("text_tokens", Candidate.TEXT_TOKENS));
        c.serving().ifPresent(s -> served(out, s));
        if (!c.turns().isEmpty()) {
            out.put("turns", TurnJson.of(c.turns()));
        }
        c.energy().ifPresent(energy -> out.put("energy", EnergyJson.of(energy)));
        JsonObject.Builder commands = JsonObject.builder();
        c.commands().forEach(commands::put);
        out.put("quality", quality(c.quality()));
        if (c.verdict() != Verdict.NO_FIT) {
            out.put("score", score(c.score()));
        }
        out.put("commands", commands.build());
        out.put("file", file(c));
        c.outlook().ifPresent(o -> out.put("ollama", outlook(o)));
        if (!c.plan().embedding()) {
            c.plan().chat().sampling().ifPresent(s -> out.put("sampling", SamplingJson.of(s)));
        }
        return out.put(
                        "because",
                        c.because().stream().map(CandidateDocument::reason).toList())
                .build();
    }

    /** Returns a rule that applied, with its sentence and what it sends the reader to. */
    public static JsonObject.Builder finding(Finding f) {
        JsonObject.Builder out = JsonObject.builder().put("rule", f.rule().id()).put("text", said(f.text()));
        return f.text().steps().isEmpty()
                ? out
                : out.put("next", StepDocument.of(f.text().steps()));
    }

    /** Returns a sentence as documents say it. */
    static String said(Hint sentence) {
        return WORDS.of(sentence);
    }

    private static JsonObject file(Candidate c) {
        JsonObject.Builder out = JsonObject.builder();
        switch (c.plan().source()) {
            case FileSource.Local l -> out.put("source", "local").put("path", l.file());
            case FileSource.Published p ->
                out.put("source", p.listed().isPresent() ? "listed" : "unlisted")
                        .put("path", p.file())
                        .put("repository", p.repository())
                        .put("label", p.label())
                        .put("parts", p.parts())
                        .putIfPresent("listed", p.listed().filter(day -> !day.equals("now")));
            case FileSource.ToMake m -> out.put("source", "to-make").put("path", m.file());
        }
        FileSentence.of(c).ifPresent(sentence -> out.put("text", said(sentence)));
        return out.build();
    }

    private static JsonObject options(Candidate c) {
        LaunchOptions o = c.options();
        JsonObject.Builder out = JsonObject.builder()
                .put("n_gpu_layers", o.nGpuLayers() < 0 ? c.layers() : o.nGpuLayers())
                .put("n_ctx", o.nCtx())
                .put("n_batch", o.nBatch())
                .put("n_ubatch", o.nUbatch())
                .put("n_parallel", o.nParallel())
                .put("flash_attn", c.flashAttn() ? "on" : "off")
                .put("type_k", o.typeK().ggmlName())
                .put("type_v", o.typeV().ggmlName())
                .put("n_cpu_moe", o.nCpuMoe())
                .put("tensor_split", o.tensorSplit())
                .put("cache_ram", c.growth().cacheRam())
                .put("ctx_checkpoints", c.growth().ctxCheckpoints());
        if (o.splitMode() == LaunchOptions.SplitMode.NONE) {
            out.put("split_mode", "none").put("main_gpu", o.mainGpu());
        }
        if (o.loadMtp()) {
            out.put("spec_type", Speculation.Type.DRAFT_MTP.word()).put("n_draft", o.nDraft());
        }
        if (!o.opOffload()) {
            out.put("op_offload", false);
        }
        return out.build();
    }

    private static JsonObject memory(Candidate c) {
        List<JsonObject> devices = new ArrayList<>();
        for (int d = 0; d < c.memory().size(); d++) {
            devices.add(use(c.memory().get(d), c.budgets().devices().get(d)));
        }
        return JsonObject.builder()
                .put("devices", devices)
                .put(
                        "host",
                        use(c.host(), c.budgets().host()).toBuilder()
                                .put("grows", HostGrowthJson.of(c.growth()))
                                .build())
                .build();
    }

    private static JsonObject use(DeviceUse use, Bytes budget) {
        JsonObject.Builder out = JsonObject.builder()
                .put("name", use.name())
                .put("weights", use.weights())
                .put("context", use.context())
                .put("compute", use.compute())
                .put("overhead", use.overhead().typical())
                .put("overhead_source", use.overhead().source())
                .put("total", use.total())
                .put("free", use.free())
                .put("budget", budget)
                .put("headroom", use.headroom())
                .put("margin", use.margin());
        if (use.shared().count() > 0) {
            out.put("shared", use.shared());
        }
        return out.build();
    }

    private static JsonObject speed(Candidate c) {
        Speed speed = c.speed();
        JsonObject.Builder out = JsonObject.builder()
                .put("tg_tok_s", range(speed.tg()))
                .putIfPresent(
                        "full_tg_tok_s",
                        c.full().filter(_ -> c.texts().isEmpty()).map(CandidateDocument::range))
                .putIfPresent("guessed_tg_tok_s", c.ahead().map(CandidateDocument::range))
                .put("pp_tok_s", range(speed.pp()))
                .put("basis", speed.basis());
        return KeptNumbers.put(out, speed.from()).build();
    }

    /** Returns the object of a range of speeds. */
    public static JsonObject range(Speed.Range r) {
        return JsonObject.builder()
                .put("low", rounded(r.low(), SPEED_DECIMALS))
                .put("mid", rounded(r.mid(), SPEED_DECIMALS))
                .put("high", rounded(r.high(), SPEED_DECIMALS))
                .build();
    }

    private static void served(JsonObject.Builder out, Serving s) {
        out.put("n_ctx_each", s.ctxEach())
                .put("tg_tok_s_each", range(s.half()))
                .put("tg_tok_s_together", range(s.total()))
                .put(
                        "first_token",
                        List.of(FirstTokenJson.of(s.firstToken(1)), FirstTokenJson.of(s.firstToken(s.users()))))
                .put("serving", serving(s));
    }

    private static JsonObject serving(Serving serving) {
        JsonObject each = JsonObject.builder()
                .put("empty", rounded(serving.empty(), SPEED_DECIMALS))
                .put("half", rounded(serving.half().mid(), SPEED_DECIMALS))
                .put("full", rounded(serving.full(), SPEED_DECIMALS))
                .build();
        return JsonObject.builder()
                .put("users", serving.users())
                .put("n_ctx_each", serving.ctxEach())
                .put("tg_tok_s_each", each)
                .put("tg_tok_s_total", rounded(serving.total().mid(), SPEED_DECIMALS))
                .build();
    }

    /** Returns what a file type loses. */
    public static JsonObject quality(Quality quality) {
        return JsonObject.builder()
                .putOrNull("ppl_percent", quality.pplPercent().map(p -> rounded(p, QUALITY_DECIMALS)))
                .putOrNull("dots", quality.dots())
                .put("source", quality.source())
                .build();
    }

    /** Returns a worth in doublings, rounded as scores are. */
    static JsonValue doublings(double value) {
        return rounded(value, SCORE_DECIMALS);
    }

    private static JsonObject score(Score score) {
        ScoreParts parts = score.parts();
        JsonObject.Builder out = JsonObject.builder()
                .put("quality", rounded(parts.model().value(), SCORE_DECIMALS))
                .put("se", rounded(parts.model().se(), SCORE_DECIMALS))
                .put("sources", parts.model().sources())
                .put("benchmarks", parts.model().benchmarks())
                .put("caution", rounded(parts.caution(), SCORE_DECIMALS))
                .put("loss", rounded(parts.loss(), SCORE_DECIMALS))
                .put("speed", rounded(parts.speed(), SCORE_DECIMALS))
                .put("context", rounded(parts.context(), SCORE_DECIMALS))
                .put("placement", rounded(parts.placement(), SCORE_DECIMALS))
                .put("usual", rounded(parts.usual(), SCORE_DECIMALS));
        if (parts.size() != 0) {
            out.put("size", rounded(parts.size(), SCORE_DECIMALS));
        }
        return out.put("total", rounded(parts.total(), SCORE_DECIMALS)).build();
    }

    private static JsonObject reason(Finding f) {
        return finding(f).put("facts", facts(f.facts())).build();
    }

    private static JsonObject facts(Facts facts) {
        JsonObject.Builder out = JsonObject.builder();
        facts.asMap()
                .forEach((fact, value) -> out.put(
                        fact.id(),
                        switch (value) {
                            case FactValue.Num n -> rounded(n.value(), FACT_DECIMALS);
                            case FactValue.Text t -> JsonValue.of(t.value());
                            case FactValue.Flag g -> JsonValue.of(g.value());
                        }));
        return out.build();
    }

    private static JsonObject outlook(OllamaOutlook o) {
        return JsonObject.builder()
                .put("n_ctx", o.nCtx())
                .put("n_gpu_layers", o.nGpuLayers())
                .put("layers", o.layers())
                .put("cpu_moe", o.cpuMoe())
                .put("n_ubatch", o.nUbatch())
                .put("whole", o.whole())
                .put("settings", o.settings())
                .put("text", o.text())
                .build();
    }

    private static JsonValue rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        double result = Math.rint(value * scale) / scale;
        if (result == Math.rint(result) && Math.abs(result) < WHOLE) {
            return new JsonNumber.Whole((long) result);
        }
        return JsonValue.of(result);
    }
}
